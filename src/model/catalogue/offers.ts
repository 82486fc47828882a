import { modelTypes } from '../model-config.js';
import { downloadBytes, judge, type Load, type Machine, type Verdict } from './estimate.js';
import { catalogue, type CatalogueModel } from './models.js';

/** A known model, with what it would be here. */
export interface CatalogueOffer extends Verdict {
  readonly model: CatalogueModel;
  /** Bytes, give or take 10 %. */
  readonly download: number;
}

/** Every known model, judged for what is asked and for this machine. */
export const catalogueOffers = (load: Load, machine: Machine): CatalogueOffer[] =>
  catalogue.map((model) => ({
    model,
    download: downloadBytes(model, load.dtype),
    ...judge(model, load, machine, Object.hasOwn(modelTypes, model.modelType)),
  }));

import { asAppError } from '../../domain/index.js';
import type { NotRun } from '../../domain/index.js';
import type { ExportVariant, Model } from '../../model/index.js';
import type { ModelSlot } from './model-slot.svelte.js';

/** A variant of an export check with its model in memory. */
export interface LoadedVariant {
  readonly variant: ExportVariant;
  readonly model: Model;
}

/** The models of an export check: each loaded once, those with the same weights under several names only once in all. */
export class VariantModels {
  readonly #slot: ModelSlot;
  readonly #onLeftOut: (one: NotRun) => void;
  readonly #loaded = new Map<ExportVariant, Model>();
  /** Names by what is computed with. */
  readonly #seen = new Map<string, string>();

  /** @param onLeftOut told of each variant that is not run */
  constructor(slot: ModelSlot, onLeftOut: (one: NotRun) => void) {
    this.#slot = slot;
    this.#onLeftOut = onLeftOut;
  }

  /** @throws AppError as `Model.load` */
  async load(variant: ExportVariant, signal: AbortSignal): Promise<Model> {
    const { files, provider: device, dtypes: dtype } = variant;
    const known = this.#loaded.get(variant);
    const model = known ?? (await this.#slot.loadFiles(files, { device, dtype }, signal));
    this.#loaded.set(variant, model);
    return model;
  }

  /**
   * Loads one after the other; what cannot be loaded or repeats one before it is left out.
   * @throws AppError `cancelled`
   */
  async loadAll(variants: readonly ExportVariant[], signal: AbortSignal): Promise<LoadedVariant[]> {
    const loaded: LoadedVariant[] = [];
    for (const variant of variants) {
      const { name } = variant;
      try {
        const model = await this.load(variant, signal);
        const twin = this.#seen.get(weightsOf(model));
        if (twin === undefined) {
          this.#seen.set(weightsOf(model), name);
          loaded.push({ variant, model });
        } else {
          this.#onLeftOut({ name, why: `It has the same files as ${twin}.` });
          this.end([variant]);
        }
      } catch (thrown) {
        signal.throwIfAborted();
        this.#onLeftOut({ name, why: asAppError(thrown).message });
      }
    }
    return loaded;
  }

  /** Frees models, by default all. */
  end(variants: readonly ExportVariant[] = [...this.#loaded.keys()]): void {
    for (const variant of variants) {
      this.#loaded.get(variant)?.end();
      this.#loaded.delete(variant);
    }
  }
}

/** What a model computes with, whatever its files are called. */
const weightsOf = ({ info: { provider, record } }: Model): string =>
  [provider, ...record.files.map(({ sha256 }) => sha256).toSorted()].join(' ');

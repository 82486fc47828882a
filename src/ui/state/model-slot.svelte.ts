import { AppError, asAppError, type ModelRecord, type Run } from '../../domain/index.js';
import {
  measurePictures,
  Model,
  readDtypes,
  type DeviceChoice,
  type Hub,
  type LoadOptions,
  type ModelCosts,
  type ModelFiles,
  type PictureSize,
} from '../../model/index.js';
import { fetchDemoModelConfig, fetchDemoModelFiles } from './demo.js';
import { chosenHubModel, type Settings } from './settings.svelte.js';

/** Where a model's files come from; null: a folder that was not given yet. */
type Source = 'demo' | ModelFiles | Promise<ModelFiles> | null;

/** Loads models and says how far it is. */
export class ModelSlot {
  readonly #hub: Hub;
  phase: 'none' | 'loading' | 'ready' | 'error' = $state('none');
  message = $state('');

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /**
   * The model as chosen.
   * @param folder the folder that was picked, where there is one
   * @throws AppError as `Model.load`
   */
  load(settings: Settings, folder: ModelFiles | null, signal: AbortSignal): Promise<Model> {
    const { device, dtypes: dtype } = settings;
    return this.#load(this.#chosen(settings, folder), { device, dtype }, signal);
  }

  /**
   * The chosen model's files.
   * @throws AppError `network`, and `corrupt-model` where the folder was not given yet
   */
  async open(
    settings: Settings,
    folder: ModelFiles | null,
    signal?: AbortSignal,
  ): Promise<ModelFiles> {
    const source = this.#chosen(settings, folder);
    return given(await (source === 'demo' ? fetchDemoModelFiles(signal) : source));
  }

  /** A model from its files. @throws AppError as `Model.load` */
  loadFiles(files: ModelFiles, options: LoadOptions, signal: AbortSignal): Promise<Model> {
    return this.#load(files, options, signal);
  }

  /**
   * What pictures take of the chosen model's prompts. Its weights are not read.
   * @param sizes in pixels
   * @throws AppError as `measurePictures`, and `corrupt-model` where the folder was not given yet
   */
  async pictureCosts(
    settings: Settings,
    folder: ModelFiles | null,
    sizes: readonly PictureSize[],
  ): Promise<ModelCosts> {
    const source = this.#chosen(settings, folder);
    const files = await (source === 'demo' ? fetchDemoModelConfig() : source);
    return measurePictures(given(files), sizes);
  }

  #chosen({ model }: Settings, folder: ModelFiles | null): Source {
    const kept = chosenHubModel(model);
    if (kept) return this.#hub.open(kept);
    return model === 'demo' ? 'demo' : folder;
  }

  /**
   * The model a stored run was made with, on the same provider: a run never changes either, but its repeat may.
   * @throws AppError `changed-media` where its files differ, `corrupt-model` where it was not given, and as `Model.load`
   */
  async loadAgain(
    { manifest }: Run,
    folder: ModelFiles | null,
    signal: AbortSignal,
    device: DeviceChoice = manifest.provider ?? 'auto',
  ): Promise<Model> {
    const { id, dtype, source } = manifest.model;
    if (source === 'folder' && !folder)
      throw new AppError(
        'corrupt-model',
        `This run was made with the model ${id} (${dtype}) from a folder: choose that folder first.`,
      );
    const options: LoadOptions = { device, dtype: readDtypes(dtype) ?? 'auto' };
    const model = await this.#load(this.#sourceOf(manifest, folder), options, signal);
    const other = otherFiles(manifest.model, model.info.record);
    if (other.length === 0) return model;
    model.end();
    throw new AppError(
      'changed-media',
      `This run was made with the model ${id} (${dtype}); the one given now has other files (${other.slice(0, 3).join(', ')}${other.length > 3 ? `, and ${other.length - 3} more` : ''}). Choose the same folder.`,
    );
  }

  #sourceOf({ model }: Run['manifest'], folder: ModelFiles | null): Source {
    const { id, source, revision } = model;
    if (source === 'hub') return this.#hub.open({ id, revision: revision ?? '' });
    return source === 'demo' ? 'demo' : folder;
  }

  async #load(source: Source, options: LoadOptions, signal: AbortSignal): Promise<Model> {
    this.phase = 'loading';
    this.message = 'Loading the model.';
    try {
      const files = given(await (source === 'demo' ? fetchDemoModelFiles(signal) : source));
      const onProgress = (what: string) => {
        // These come from the worker unawaited: the last may arrive after the model did.
        if (this.phase === 'loading') this.message = `Loading ${what}.`;
      };
      const model = await Model.load(files, options, onProgress, signal);
      const { record, where } = model.info;
      this.phase = 'ready';
      this.message = `${record.id} (${record.modelType}, ${record.dtype}). ${where}`;
      return model;
    } catch (thrown) {
      const { code, message } = asAppError(thrown);
      this.phase = code === 'cancelled' ? 'none' : 'error';
      this.message = code === 'cancelled' ? '' : message;
      throw thrown;
    }
  }
}

function given(files: ModelFiles | null): ModelFiles {
  if (files) return files;
  throw new AppError('corrupt-model', 'Choose the folder of the model first.');
}

/** Names of the files that only one of two models has, or that are others in each. */
function otherFiles(one: ModelRecord, other: ModelRecord): string[] {
  const prints = ({ files }: ModelRecord) =>
    new Map(files.map(({ name, sha256 }) => [name, sha256]));
  const [before, after] = [prints(one), prints(other)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

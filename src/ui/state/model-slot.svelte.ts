import { AppError, asAppError, type Run } from '../../domain/index.js';
import { dtypes, Model, type LoadOptions, type ModelFiles } from '../../model/index.js';
import { fetchDemoModelFiles } from './demo.js';
import type { Settings } from './settings.svelte.js';

/** Loads models and says how far it is. */
export class ModelSlot {
  phase: 'none' | 'loading' | 'ready' | 'error' = $state('none');
  message = $state('');

  /**
   * The model as chosen.
   * @param folder the folder that was picked, where there is one
   * @throws AppError as `Model.load`
   */
  load(settings: Settings, folder: ModelFiles | null, signal: AbortSignal): Promise<Model> {
    const { device, dtype, model } = settings;
    return this.#load(model === 'demo', folder, { device, dtype }, signal);
  }

  /**
   * The model a stored run was made with, on the same provider: a run never changes either.
   * @throws AppError `changed-media` where its files differ, and as `Model.load`
   */
  async loadAgain(
    { manifest }: Run,
    folder: ModelFiles | null,
    signal: AbortSignal,
  ): Promise<Model> {
    const dtype = dtypes.find((name) => name === manifest.model.dtype) ?? 'auto';
    const options: LoadOptions = { device: manifest.provider, dtype };
    const model = await this.#load(manifest.model.source === 'demo', folder, options, signal);
    if (prints(model.info.record) === prints(manifest.model)) return model;
    model.end();
    throw new AppError(
      'changed-media',
      `This run was made with the model ${manifest.model.id} (${manifest.model.dtype}); the one given now has other files. Choose the same folder.`,
    );
  }

  async #load(
    demo: boolean,
    folder: ModelFiles | null,
    options: LoadOptions,
    signal: AbortSignal,
  ): Promise<Model> {
    this.phase = 'loading';
    this.message = 'Loading the model.';
    try {
      if (!demo && !folder)
        throw new AppError('corrupt-model', 'Choose the folder of the model first.');
      const files = demo || !folder ? await fetchDemoModelFiles(signal) : folder;
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

/** A model's files in one string, to compare. */
const prints = ({ files }: Run['manifest']['model']): string =>
  files.map(({ name, sha256 }) => `${name} ${sha256}`).join('\n');

import { AppError, type MediaFile } from '../../domain/index.js';
import { importResults } from '../../evaluation/index.js';
import { fetchDemoData } from './demo.js';
import type { Inputs } from './inputs.svelte.js';
import type { KeptFolders } from './kept-folders.svelte.js';
import type { Settings } from './settings.svelte.js';
import type { Shelf } from './shelf.svelte.js';
import type { Tasks } from './tasks.svelte.js';

export interface IntakeTools {
  readonly tasks: Tasks;
  readonly inputs: Inputs;
  readonly settings: Settings;
  readonly kept: KeptFolders;
  readonly shelf: Shelf;
}

/** Takes what is dropped or picked to where it belongs: data, models, and logs and results that become runs. */
export class Intake {
  readonly #tools: IntakeTools;

  constructor(tools: IntakeTools) {
    this.#tools = tools;
  }

  /**
   * Takes what was dropped or picked.
   * @param handles of the same, where the browser gives any: the next visit can open them again
   */
  async addFiles(
    files: Promise<readonly MediaFile[]>,
    handles: Promise<readonly FileSystemHandle[]> = Promise.resolve([]),
  ): Promise<void> {
    const { tasks, kept } = this.#tools;
    await tasks.run(async () => {
      await this.#take(await files);
      await kept.keep('data', await handles);
    });
  }

  addModelFolder(files: readonly MediaFile[]): void {
    this.#tools.inputs.addModelFolder(files);
    this.#chooseGivenModel();
  }

  /** A model that was picked as a zip. */
  async addModelZip(zip: File): Promise<void> {
    const { tasks, inputs } = this.#tools;
    await tasks.run(async () => {
      await inputs.addModelZip(zip);
      this.#chooseGivenModel();
    });
  }

  /** Brings back the folders of an earlier visit: call it from a click. */
  async bringBack(): Promise<void> {
    const { tasks, kept } = this.#tools;
    await tasks.run(async () => {
      const { data, model, problems } = await kept.bringBack();
      if (data.length > 0) await this.#take(data);
      if (model.length > 0) this.addModelFolder(model);
      if (problems.length > 0)
        throw new AppError('missing-media', `${problems.join(' ')} Give them again.`);
    });
  }

  /** The shipped demo's data and model. */
  async loadDemo(): Promise<void> {
    const { tasks, inputs, settings } = this.#tools;
    await tasks.run(async () => {
      inputs.reading = true;
      await inputs.useDemo(await fetchDemoData()).finally(() => {
        inputs.reading = false;
      });
      settings.model = 'demo';
    });
  }

  async #take(files: readonly MediaFile[]): Promise<void> {
    const { inputs, shelf } = this.#tools;
    await inputs.add(files);
    this.#chooseGivenModel();
    const { dataset, sideTable } = inputs;
    if (dataset && sideTable) await shelf.slice(dataset.sha256, sideTable);
    for (const log of inputs.takeLogs()) await shelf.keepLog(log, dataset);
    for (const results of inputs.takeResults())
      await shelf.keep(await importResults(results, dataset));
  }

  #chooseGivenModel(): void {
    const { inputs, settings } = this.#tools;
    if (inputs.modelFolder) settings.model = 'folder';
  }
}

import { getContext, setContext } from 'svelte';
import { AppError, asAppError, type MediaFile, type Run } from '../../domain/index.js';
import {
  fitContext,
  importResults,
  newRun,
  requireMedia,
  runnableSamples,
  type Progress,
} from '../../evaluation/index.js';
import { Hub, type Model } from '../../model/index.js';
import { openStore, type Store } from '../../store/index.js';
import { versions } from '../versions.js';
import { AuditState } from './audit.svelte.js';
import { fetchDemoData } from './demo.js';
import { ExportCheckState } from './export-check.svelte.js';
import { hubAddress } from './hub-address.js';
import { HubModels } from './hub-models.svelte.js';
import { Inputs } from './inputs.svelte.js';
import { KeptFolders } from './kept-folders.svelte.js';
import { ModelSlot } from './model-slot.svelte.js';
import { RunControl } from './run-control.svelte.js';
import { checkOnce, isTrusted } from './self-checks.js';
import { Settings } from './settings.svelte.js';
import { Shelf } from './shelf.svelte.js';
import { SpeedTest } from './speed-test.svelte.js';
import { Thumbnails } from './thumbnails.svelte.js';

/** The page's state: what was given, how it is asked, what runs and what ran. */
export class Lab {
  readonly inputs = new Inputs();
  readonly settings = new Settings();
  readonly audit = new AuditState(this.inputs, this.settings);
  readonly #hub = new Hub(hubAddress());
  readonly model = new ModelSlot(this.#hub);
  readonly hub = new HubModels(this.#hub, this.settings);
  readonly speed = new SpeedTest(this.inputs, this.settings);
  readonly shelf: Shelf;
  readonly kept: KeptFolders;
  readonly thumbnails: Thumbnails;
  readonly control: RunControl;
  readonly exports: ExportCheckState;
  error = $state('');
  /** Why the model was not run: it failed its self-check. */
  distrusted = $state('');
  busy = $state(false);
  readonly #store: Promise<Store>;
  #loading: AbortController | null = null;

  constructor(store: Promise<Store> = openStore()) {
    this.#store = store;
    this.shelf = new Shelf(store);
    this.kept = new KeptFolders(store);
    this.thumbnails = new Thumbnails(store);
    this.control = new RunControl(store, this.shelf, this.thumbnails);
    const { inputs, settings, model, control, shelf } = this;
    this.exports = new ExportCheckState({ inputs, settings, model, control, shelf, store });
  }

  get progress(): Progress | null {
    return this.control.progress;
  }

  /** Samples that can be asked with what was given. */
  readonly runnable = $derived.by(() =>
    this.inputs.dataset
      ? runnableSamples(this.inputs.dataset, this.inputs.media, this.settings.condition)
      : [],
  );

  readonly questionCount = $derived(
    Math.min(this.settings.limit ?? Infinity, this.runnable.length),
  );

  readonly active = $derived.by(() => {
    const status = this.control.progress?.status ?? 'finished';
    return this.busy && ['loading', 'running', 'paused'].includes(status);
  });

  /** Lists what is stored; call once. */
  async start(): Promise<void> {
    await this.#guard(async () => {
      await this.shelf.refresh();
      await this.kept.load();
      await this.hub.refresh();
      void navigator.storage.persist();
    });
  }

  /**
   * Takes what was dropped or picked.
   * @param handles of the same, where the browser gives any: the next visit can open them again
   */
  async addFiles(
    files: Promise<readonly MediaFile[]>,
    handles: Promise<readonly FileSystemHandle[]> = Promise.resolve([]),
  ): Promise<void> {
    await this.#guard(async () => {
      await this.#take(await files);
      await this.kept.keep('data', await handles);
    });
  }

  addModelFolder(files: readonly MediaFile[]): void {
    this.inputs.addModelFolder(files);
    if (this.inputs.modelFolder) this.settings.model = 'folder';
  }

  /** A model that was picked as a zip. */
  async addModelZip(zip: File): Promise<void> {
    await this.#guard(async () => {
      await this.inputs.addModelZip(zip);
      if (this.inputs.modelFolder) this.settings.model = 'folder';
    });
  }

  /** Brings back the folders of an earlier visit: call it from a click. */
  async bringBack(): Promise<void> {
    await this.#guard(async () => {
      const { data, model, problems } = await this.kept.bringBack();
      if (data.length > 0) await this.#take(data);
      if (model.length > 0) this.addModelFolder(model);
      if (problems.length > 0)
        throw new AppError('missing-media', `${problems.join(' ')} Give them again.`);
    });
  }

  async #take(files: readonly MediaFile[]): Promise<void> {
    await this.inputs.add(files);
    if (this.inputs.modelFolder) this.settings.model = 'folder';
    const { dataset, sideTable } = this.inputs;
    if (dataset && sideTable) await this.shelf.slice(dataset.sha256, sideTable);
    for (const log of this.inputs.takeLogs()) await this.shelf.keepLog(log, dataset);
    for (const results of this.inputs.takeResults())
      await this.shelf.keep(await importResults(results, dataset));
  }

  async loadDemo(): Promise<void> {
    await this.#guard(async () => {
      this.inputs.reading = true;
      await this.inputs.useDemo(await fetchDemoData()).finally(() => {
        this.inputs.reading = false;
      });
      this.settings.model = 'demo';
    });
  }

  async runDemo(): Promise<void> {
    this.settings.reset();
    await this.loadDemo();
    if (this.error === '') await this.run();
  }

  /**
   * Makes a new run of what was given and executes it.
   * @param anyway even where the model fails its self-check
   */
  async run(anyway = false): Promise<void> {
    await this.#guard(async () => {
      this.distrusted = '';
      const { dataset, media, sideTable, isDemo } = this.inputs;
      if (!dataset) throw new AppError('invalid-dataset', 'Give a question file first.');
      const { protocol: asked, tokenLimit } = this.settings;
      if (this.runnable.length === 0)
        throw new AppError('missing-media', 'No question can be asked: all lack their media.');
      this.control.progress = null;
      const { signal } = (this.#loading = new AbortController());
      const model = await this.model.load(this.settings, this.inputs.modelFolder, signal);
      try {
        const demo = isDemo && this.settings.model === 'demo';
        const { message } = this.model;
        this.model.message = 'Checking the model.';
        const selfCheck = await checkOnce(model, signal);
        this.model.message = `${message} ${selfCheck.note}`;
        if (!anyway && !isTrusted(selfCheck)) {
          this.distrusted = selfCheck.note;
          return;
        }
        // The demo's first answer is to come at once.
        if (!demo) await this.speed.measureOnce(model, signal);
        const { decoder } = this.control;
        const fitting = { dataset, media, protocol: asked, tokenLimit, model, decoder, signal };
        const { protocol } = await fitContext(fitting);
        const run = newRun({
          dataset,
          media,
          protocol,
          model: model.info,
          selfCheck,
          demo,
          versions,
        });
        const store = await this.#store;
        await store.saveDataset(dataset);
        if (sideTable) await store.saveSideTable(dataset.sha256, sideTable);
        await store.saveRun(run);
        await this.control.execute([run], dataset, media, this.#loader(model));
      } finally {
        model.end();
      }
    });
  }

  /** Loads the chosen model and measures how fast it is here. */
  async measureSpeed(): Promise<void> {
    await this.#guard(async () => {
      const { signal } = (this.#loading = new AbortController());
      const model = await this.model.load(this.settings, this.inputs.modelFolder, signal);
      try {
        await this.speed.measure(model, signal);
      } finally {
        model.end();
      }
    });
  }

  /** Runs several exports of the chosen model and compares them. */
  async checkExports(): Promise<void> {
    await this.#guard(async () => {
      this.control.progress = null;
      const { signal } = (this.#loading = new AbortController());
      await this.exports.run(signal);
    });
  }

  /** Compares what is stored of an export check. */
  async showExports(group: string): Promise<void> {
    await this.#guard(() => this.exports.show(group));
  }

  /** Takes a second model folder, to be checked beside the chosen model. */
  async addSecondExport(files: Promise<readonly MediaFile[]>): Promise<void> {
    await this.#guard(async () => {
      this.exports.addSecond(await files);
    });
  }

  /** Goes on with a stored run: the same data set and model must be given again. */
  async continueRun(run: Run): Promise<void> {
    await this.#guard(async () => {
      if (run.demo && !this.inputs.isDemo) await this.inputs.useDemo(await fetchDemoData());
      const { dataset } = this.inputs;
      const { name, sha256 } = run.manifest.dataset;
      if (dataset?.sha256 !== sha256)
        throw new AppError(
          'changed-media',
          dataset
            ? `This run was made from ${name}; the question file given now (${dataset.name}) has other contents. Give the same file.`
            : `Give ${name} and its videos and images again, then resume.`,
        );
      const answers = await (await this.#store).answersOf(run.id);
      requireMedia(run, dataset, this.inputs.media, answers);
      await this.control.execute([run], dataset, this.inputs.media, this.#loader(null));
    });
  }

  pause(): void {
    this.control.pause();
  }

  resume(): void {
    this.control.resume();
  }

  /** Ends the run, or the loading of its model. */
  cancel(): void {
    this.#loading?.abort();
    this.control.cancel();
  }

  /** Shows the report of a stored run. */
  async show(run: Run): Promise<void> {
    await this.#guard(() => this.shelf.show(run));
  }

  async delete(run: Run): Promise<void> {
    await this.#guard(() => this.shelf.delete(run));
  }

  /** @param loaded a model to begin with: it is loaded afresh only after it was lost */
  #loader(loaded: Model | null): (run: Run, signal: AbortSignal) => Promise<Model> {
    let ready = loaded;
    return async (run, signal) => {
      const model = ready ?? (await this.model.loadAgain(run, this.inputs.modelFolder, signal));
      ready = null;
      return model;
    };
  }

  /** One thing at a time; what goes wrong is shown, never lost. */
  async #guard(work: () => Promise<void>): Promise<void> {
    this.error = '';
    const outermost = !this.busy;
    this.busy = true;
    try {
      await work();
    } catch (thrown) {
      const { code, message } = asAppError(thrown);
      // What the visitor cancelled is no error.
      if (code !== 'cancelled') this.error = message;
    } finally {
      if (outermost) this.busy = false;
    }
  }
}

const key = Symbol('lab');

export const provideLab = (lab: Lab): Lab => setContext(key, lab);
export const useLab = (): Lab => getContext(key);

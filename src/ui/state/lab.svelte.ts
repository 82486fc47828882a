import { getContext, setContext } from 'svelte';
import {
  AppError,
  asAppError,
  type Answer,
  type Dataset,
  type MediaFile,
  type Run,
} from '../../domain/index.js';
import {
  Execution,
  newRun,
  requireMedia,
  runnableSamples,
  type Progress,
} from '../../evaluation/index.js';
import { createFrameDecoder } from '../../frames/index.js';
import type { Model } from '../../model/index.js';
import { openStore, type Store } from '../../store/index.js';
import { versions } from '../versions.js';
import { alone } from './alone.js';
import { fetchDemoData } from './demo.js';
import { Inputs } from './inputs.svelte.js';
import { ModelSlot } from './model-slot.svelte.js';
import { Settings } from './settings.svelte.js';

/** A run with what its report needs. */
export interface OpenRun {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly answers: readonly Answer[];
}

/** The page's state: what was given, how it is asked, what runs and what ran. */
export class Lab {
  readonly inputs = new Inputs();
  readonly settings = new Settings();
  readonly model = new ModelSlot();
  progress: Progress | null = $state.raw(null);
  open: OpenRun | null = $state.raw(null);
  runs: readonly Run[] = $state.raw([]);
  error = $state('');
  busy = $state(false);
  readonly #store: Promise<Store>;
  readonly #decoder = createFrameDecoder();
  #execution: Execution | null = null;
  #loading: AbortController | null = null;
  readonly #fresh: Answer[] = [];
  #flush: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Promise<Store> = openStore()) {
    this.#store = store;
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

  readonly active = $derived(
    this.progress !== null &&
      ['loading', 'running', 'paused'].includes(this.progress.status) &&
      this.busy,
  );

  /** Lists what is stored; call once. */
  async start(): Promise<void> {
    await this.#guard(async () => {
      await this.#refreshRuns();
      void navigator.storage.persist();
    });
  }

  /** Takes what was dropped or picked. */
  async addFiles(files: Promise<readonly MediaFile[]>): Promise<void> {
    await this.#guard(async () => {
      await this.inputs.add(await files);
      if (this.inputs.modelFolder) this.settings.model = 'folder';
    });
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

  /** Makes a new run of what was given and executes it. */
  async run(): Promise<void> {
    await this.#guard(async () => {
      const { dataset, media, isDemo } = this.inputs;
      if (!dataset) throw new AppError('invalid-dataset', 'Give a question file first.');
      const { protocol } = this.settings;
      if (this.runnable.length === 0)
        throw new AppError('missing-media', 'No question can be asked: all lack their media.');
      this.progress = null;
      const { signal } = (this.#loading = new AbortController());
      const model = await this.model.load(this.settings, this.inputs.modelFolder, signal);
      try {
        const demo = isDemo && this.settings.model === 'demo';
        const run = newRun({ dataset, media, protocol, model: model.info, demo, versions });
        const store = await this.#store;
        await store.saveDataset(dataset);
        await store.saveRun(run);
        await this.#execute(run, dataset, model);
      } finally {
        model.end();
      }
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
      await this.#execute(run, dataset, null);
    });
  }

  pause(): void {
    this.#execution?.pause();
  }

  resume(): void {
    this.#execution?.resume();
  }

  /** Ends the run, or the loading of its model. */
  cancel(): void {
    this.#loading?.abort();
    this.#execution?.cancel();
  }

  /** Shows the report of a stored run. */
  async show(run: Run): Promise<void> {
    await this.#guard(async () => {
      this.open = await this.#stored(run);
    });
  }

  async delete(run: Run): Promise<void> {
    await this.#guard(async () => {
      await (await this.#store).deleteRun(run.id);
      if (this.open?.run.id === run.id) this.open = null;
      await this.#refreshRuns();
    });
  }

  async #execute(run: Run, dataset: Dataset, loaded: Model | null): Promise<void> {
    const store = await this.#store;
    let ready = loaded;
    this.open = await this.#stored(run, dataset);
    const execution = new Execution(run, {
      store,
      decoder: this.#decoder,
      dataset,
      media: this.inputs.media,
      loadModel: async (signal) => {
        const model = ready ?? (await this.model.loadAgain(run, this.inputs.modelFolder, signal));
        ready = null;
        return model;
      },
      onProgress: (progress) => {
        this.progress = progress;
      },
      onAnswer: (answer) => {
        this.#show(run, answer);
      },
    });
    this.#execution = execution;
    try {
      await alone(run.id, () => execution.execute());
    } finally {
      this.#execution = null;
      clearTimeout(this.#flush);
      this.#flush = undefined;
      this.#fresh.length = 0;
    }
    await this.#refreshRuns();
    const stored = this.runs.find(({ id }) => id === run.id);
    if (stored) this.open = await this.#stored(stored, dataset);
  }

  /** New answers join the report a few at a time: its tables are not worth making for each. */
  #show(run: Run, answer: Answer): void {
    this.#fresh.push(answer);
    this.#flush ??= setTimeout(
      () => {
        this.#flush = undefined;
        const fresh = this.#fresh.splice(0).filter(({ runId }) => runId === this.open?.run.id);
        if (this.open?.run.id === run.id && fresh.length > 0)
          this.open = { ...this.open, answers: [...this.open.answers, ...fresh] };
      },
      (this.open?.answers.length ?? 0) < 300 ? 700 : 5000,
    );
  }

  async #stored(run: Run, dataset?: Dataset): Promise<OpenRun> {
    const store = await this.#store;
    const found = dataset ?? (await store.getDataset(run.manifest.dataset.sha256));
    if (!found)
      throw new AppError(
        'unexpected',
        `The questions of this run (${run.manifest.dataset.name}) are not stored.`,
      );
    return { run, dataset: found, answers: await store.answersOf(run.id) };
  }

  async #refreshRuns(): Promise<void> {
    this.runs = await (await this.#store).listRuns();
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

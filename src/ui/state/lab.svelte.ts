import { getContext, setContext } from 'svelte';
import { AppError, type MediaFile, type Run, type SelfCheck } from '../../domain/index.js';
import { selectSamples } from '../../dataset/index.js';
import {
  fitContext,
  newRun,
  requireMedia,
  runnableSamples,
  type Progress,
} from '../../evaluation/index.js';
import { Hub, type Model } from '../../model/index.js';
import { openStore, type Store } from '../../store/index.js';
import { versions } from '../versions.js';
import { AuditState } from './audit.svelte.js';
import { ExportCheckState } from './export-check.svelte.js';
import { questionsGivenFor } from './given-for-run.js';
import type { RunsOfGroup } from './grouped-runs.js';
import { hubAddress } from './hub-address.js';
import { HubModels } from './hub-models.svelte.js';
import { Inputs } from './inputs.svelte.js';
import { Intake } from './intake.svelte.js';
import { KeptFolders } from './kept-folders.svelte.js';
import { LinkState } from './link.svelte.js';
import { ModelSlot } from './model-slot.svelte.js';
import { RunControl } from './run-control.svelte.js';
import { checkOnce, isTrusted } from './self-checks.js';
import { Settings } from './settings.svelte.js';
import { Shelf } from './shelf.svelte.js';
import { SpeedTest } from './speed-test.svelte.js';
import { SuiteState, type SuiteWork } from './suite.svelte.js';
import { Tasks } from './tasks.svelte.js';
import { Thumbnails } from './thumbnails.svelte.js';
import { VerificationState } from './verification.svelte.js';

/** The page's state: what was given, how it is asked, what runs and what ran. */
export class Lab {
  readonly tasks = new Tasks();
  readonly inputs = new Inputs();
  readonly settings = new Settings();
  readonly audit = new AuditState(this.inputs, this.settings);
  readonly #hub = new Hub(hubAddress());
  readonly model = new ModelSlot(this.#hub);
  readonly hub = new HubModels(this.#hub, this.settings);
  readonly speed = new SpeedTest(this.inputs, this.settings);
  readonly shelf: Shelf;
  readonly kept: KeptFolders;
  readonly intake: Intake;
  readonly thumbnails: Thumbnails;
  readonly control: RunControl;
  readonly exports: ExportCheckState;
  readonly suite: SuiteState;
  readonly verification: VerificationState;
  readonly link = new LinkState(this.inputs, this.settings, this.hub);
  /** Why the model was not run: it failed its self-check. */
  distrusted = $state('');
  readonly #store: Promise<Store>;
  #loading: AbortController | null = null;
  /** What was asked for last, whatever the self-check says. */
  #asked: () => Promise<void> = () => Promise.resolve();

  constructor(store: Promise<Store> = openStore()) {
    this.#store = store;
    this.shelf = new Shelf(store);
    this.kept = new KeptFolders(store);
    this.thumbnails = new Thumbnails(store);
    this.control = new RunControl(store, this.shelf, this.thumbnails);
    const { tasks, inputs, settings, model, speed, control, shelf, kept } = this;
    this.intake = new Intake({ tasks, inputs, settings, kept, shelf });
    this.exports = new ExportCheckState({ inputs, settings, model, control, shelf, store });
    this.verification = new VerificationState({ inputs, settings, model, control, shelf, store });
    this.suite = new SuiteState({ inputs, settings, speed, control, shelf, store });
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

  /** Those of them that a run asks. */
  readonly chosen = $derived.by(() => {
    const { limit, seed, subset, task } = this.settings;
    return selectSamples(this.runnable, { limit, seed: seed ?? 0, subset, task });
  });

  readonly questionCount = $derived(this.chosen.length);

  readonly active = $derived.by(() => {
    const status = this.control.progress?.status ?? 'finished';
    return this.tasks.busy && ['loading', 'running', 'paused'].includes(status);
  });

  /** Lists what is stored; call once. */
  async start(): Promise<void> {
    await this.tasks.run(async () => {
      await this.shelf.refresh();
      await this.kept.load();
      await this.hub.refresh();
      this.link.open(location.hash);
      void navigator.storage.persist();
    });
  }

  async runDemo(): Promise<void> {
    this.settings.reset();
    await this.intake.loadDemo();
    if (this.tasks.error === '') await this.run();
  }

  /**
   * Makes a new run of what was given and executes it.
   * @param anyway even where the model fails its self-check
   */
  async run(anyway = false): Promise<void> {
    this.#asked = () => this.run(true);
    await this.tasks.run(async () => {
      const { dataset, media, sideTable } = this.inputs;
      if (!dataset) throw new AppError('invalid-dataset', 'Give a question file first.');
      const { protocol: asked, tokenLimit } = this.settings;
      if (this.questionCount === 0)
        throw new AppError('missing-media', 'No question can be asked: all lack their media.');
      await this.#withModel(anyway, async ({ model, selfCheck, demo, load }, signal) => {
        const { decoder } = this.control;
        const fitting = { dataset, media, protocol: asked, tokenLimit, model, decoder, signal };
        const { protocol } = await fitContext(fitting);
        const given = { dataset, media, protocol, selfCheck, demo, versions };
        const run = newRun({ ...given, model: model.info });
        await this.control.begin([run], { dataset, media, sideTable }, load);
      });
    });
  }

  /** Makes the runs of the suite that is chosen and executes them together. @param anyway as for `run` */
  async runSuite(anyway = false): Promise<void> {
    this.#asked = () => this.runSuite(true);
    await this.tasks.run(() => this.suite.run((work) => this.#withModel(anyway, work)));
  }

  /** Does what was asked for last although the model failed its self-check. */
  async runAnyway(): Promise<void> {
    await this.#asked();
  }

  /** Loads and checks the chosen model, and works with it unless it is distrusted. */
  async #withModel(anyway: boolean, work: SuiteWork): Promise<void> {
    this.distrusted = '';
    this.control.progress = null;
    const { signal } = (this.#loading = new AbortController());
    const model = await this.model.load(this.settings, this.inputs.modelFolder, signal);
    try {
      const demo = this.inputs.isDemo && this.settings.model === 'demo';
      const selfCheck = await this.#check(model, signal);
      if (!anyway && !isTrusted(selfCheck)) {
        this.distrusted = selfCheck.note;
        return;
      }
      // The demo's first answer is to come at once.
      if (!demo) await this.speed.measureOnce(model, signal);
      await work({ model, selfCheck, demo, load: this.#loader(model) }, signal);
    } finally {
      model.end();
    }
  }

  async #check(model: Model, signal: AbortSignal): Promise<SelfCheck> {
    const { message } = this.model;
    this.model.message = 'Checking the model.';
    const selfCheck = await checkOnce(model, signal);
    this.model.message = `${message} ${selfCheck.note}`;
    return selfCheck;
  }

  /** Loads the chosen model and measures how fast it is here. */
  async measureSpeed(): Promise<void> {
    await this.tasks.run(async () => {
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
    await this.tasks.run(async () => {
      this.control.progress = null;
      const { signal } = (this.#loading = new AbortController());
      await this.exports.run(signal);
    });
  }

  /** Compares what is stored of an export check. */
  async showExports(group: string): Promise<void> {
    await this.tasks.run(() => this.exports.show(group));
  }

  /** Takes a second model folder, to be checked beside the chosen model. */
  async addSecondExport(files: Promise<readonly MediaFile[]>): Promise<void> {
    await this.tasks.run(async () => {
      this.exports.addSecond(await files);
    });
  }

  /** Asks some of the shown run again. */
  async verify(): Promise<void> {
    await this.tasks.run(async () => {
      const { open } = this.shelf;
      const { signal } = (this.#loading = new AbortController());
      if (open) await this.verification.verify(open, signal);
    });
  }

  /** Goes on with a stored run: the same data set and model must be given again. */
  async continueRun(run: Run): Promise<void> {
    await this.tasks.run(() => this.#continue([run]));
  }

  /** Goes on with what of a stored suite is not finished, all of it together. */
  async continueSuite(suite: RunsOfGroup): Promise<void> {
    await this.tasks.run(() => this.#continueGroup(this.suite, suite));
  }

  /** The same of an export check: its runs that are not finished were made to fit into memory together. */
  async continueExports(check: RunsOfGroup): Promise<void> {
    await this.tasks.run(() => this.#continueGroup(this.exports, check));
  }

  async #continueGroup(
    of: Pick<SuiteState, 'resume'>,
    { group, runs }: RunsOfGroup,
  ): Promise<void> {
    const [first, ...others] = runs.filter(({ status }) => status !== 'finished');
    if (first) await of.resume(group.id, () => this.#continue([first, ...others]));
  }

  async #continue(runs: readonly [Run, ...Run[]]): Promise<void> {
    const [first] = runs;
    const dataset = await questionsGivenFor(first, this.inputs);
    const store = await this.#store;
    for (const run of runs)
      requireMedia(run, dataset, this.inputs.media, await store.answersOf(run.id));
    await this.control.execute(runs, dataset, this.inputs.media, this.#loader(null));
  }

  /** Brings a stored suite's runs together. */
  async showSuite({ group }: RunsOfGroup): Promise<void> {
    await this.tasks.run(() => this.suite.show(group.id));
  }

  async deleteSuite({ group }: RunsOfGroup): Promise<void> {
    await this.tasks.run(() => this.suite.delete(group.id));
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
    await this.tasks.run(() => this.shelf.show(run));
  }

  async delete(run: Run): Promise<void> {
    await this.tasks.run(() => this.shelf.delete(run));
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
}

const key = Symbol('lab');

export const provideLab = (lab: Lab): Lab => setContext(key, lab);
export const useLab = (): Lab => getContext(key);

import {
  asAppError,
  AppError,
  type Dataset,
  type MediaMatch,
  type NotRun,
  type Run,
  type RunGroup,
  type Sample,
  type SelfCheck,
  type SuiteResult,
} from '../../domain/index.js';
import { fitContext, newRun, type PlannedRun, type Surroundings } from '../../evaluation/index.js';
import type { Model } from '../../model/index.js';
import { suiteResult } from '../../scoring/index.js';
import type { Store } from '../../store/index.js';
import { versions } from '../versions.js';
import { followGroup, type GroupPhase, type ShownGroup } from './follow-group.js';
import {
  groupsOf,
  readGroup,
  runsOfGroup,
  type GroupedRun,
  type RunsOfGroup,
} from './grouped-runs.js';
import type { RunControl } from './run-control.svelte.js';
import type { Shelf } from './shelf.svelte.js';
import { SuiteWish, type SuiteBasis } from './suite-wish.svelte.js';

export interface SuiteTools extends SuiteBasis {
  readonly control: RunControl;
  readonly shelf: Shelf;
  readonly store: Promise<Store>;
}

/** The model that a suite is run with. */
export interface SuiteModel {
  readonly model: Model;
  readonly selfCheck: SelfCheck;
  readonly demo: boolean;
  readonly load: Surroundings['loadModel'];
}

/** What is done with a model once it is loaded. */
export type SuiteWork = (model: SuiteModel, signal: AbortSignal) => Promise<void>;

/** A suite with the runs that it was made from. */
export interface OpenSuite {
  readonly group: RunGroup;
  readonly dataset: Dataset;
  readonly members: readonly GroupedRun[];
  readonly result: SuiteResult;
}

/** Several runs that differ in their protocols: how far they are, and what they gave. */
export class SuiteState implements ShownGroup {
  readonly wish: SuiteWish;
  readonly #tools: SuiteTools;
  /** Whether its panel is open. */
  unfolded = $state(false);
  phase: GroupPhase = $state('idle');
  notRun: readonly NotRun[] = $state.raw([]);
  open: OpenSuite | null = $state.raw(null);

  constructor(tools: SuiteTools) {
    this.#tools = tools;
    this.wish = new SuiteWish(tools);
  }

  /** The newest first. */
  readonly stored: readonly RunsOfGroup[] = $derived.by(() =>
    groupsOf(this.#tools.shelf.runs, 'suite'),
  );

  /**
   * Runs the suite and brings its runs together. What was answered is stored, and shown however it ends.
   * @param withModel loads the model and works with it, or does not where it cannot be trusted
   * @throws AppError where nothing can be run, `cancelled`
   */
  async run(withModel: (work: SuiteWork) => Promise<void>): Promise<void> {
    const group = { id: crypto.randomUUID(), name: this.wish.title };
    await followGroup(this, group.id, this.#tools, () =>
      withModel((model, signal) => this.#make(group, model, signal)),
    );
  }

  /** Goes on with runs of a suite that are not finished. @param work executes them */
  async resume(id: string, work: () => Promise<void>): Promise<void> {
    await followGroup(this, id, this.#tools, work);
  }

  /**
   * Brings what is stored of a suite together; nothing where nothing is.
   * @throws AppError `unexpected` when its questions are not stored
   */
  async show(id: string): Promise<void> {
    const found = await readGroup(await this.#tools.store, id);
    if (found) this.notRun = found.group.notRun ?? [];
    this.open = found && { ...found, result: suiteResult(found.dataset.samples, found.members) };
  }

  async delete(id: string): Promise<void> {
    const { shelf } = this.#tools;
    for (const run of runsOfGroup(shelf.runs, id)) await shelf.delete(run);
    if (this.open?.group.id === id) this.open = null;
  }

  async #make(
    group: Pick<RunGroup, 'id' | 'name'>,
    { load, ...given }: SuiteModel,
    signal: AbortSignal,
  ): Promise<void> {
    const { inputs, control } = this.#tools;
    const { dataset, media, sideTable } = inputs;
    if (!dataset) throw new AppError('invalid-dataset', 'Give a question file first.');
    const { samples } = this.wish;
    if (samples.length === 0)
      throw new AppError('missing-media', 'No question of this suite can be asked.');
    const fitting = await this.#fitting(samples, media, given.model, signal);
    const [first, ...others] = fitting.map(({ role, protocol }, place): Run => {
      const { info } = given.model;
      const run = newRun({ ...given, dataset, media, protocol, model: info, versions });
      return {
        ...run,
        samples: samples.map(({ ordinal }) => ordinal),
        group: { ...group, kind: 'suite', role, place, notRun: this.notRun },
      };
    });
    if (first) await control.begin([first, ...others], { dataset, media, sideTable }, load);
  }

  /** The runs whose longest prompt the model has room for; the others are told. @throws AppError where none is left */
  async #fitting(
    samples: readonly Sample[],
    media: MediaMatch,
    model: Model,
    signal: AbortSignal,
  ): Promise<PlannedRun[]> {
    const { decoder } = this.#tools.control;
    const fitting: PlannedRun[] = [];
    for (const planned of this.wish.planned) {
      const protocol = { ...planned.protocol, limit: null, task: null };
      try {
        const input = { dataset: { samples }, media, protocol, tokenLimit: null };
        await fitContext({ ...input, model, decoder, signal });
        fitting.push(planned);
      } catch (thrown) {
        const { code, message } = asAppError(thrown);
        if (code !== 'context-exceeded') throw thrown;
        this.notRun = [...this.notRun, { name: planned.role, why: message }];
      }
    }
    if (fitting.length === 0)
      throw new AppError(
        'context-exceeded',
        `No run of this suite fits. ${this.notRun[0]?.why ?? ''}`.trimEnd(),
      );
    return fitting;
  }
}

import type { Condition, Order, Sample } from '../../domain/index.js';
import {
  estimateRuns,
  gridMembers,
  planSuite,
  suites,
  suiteSamples,
  workOf,
  type PlannedRun,
  type SuiteMember,
  type SuiteName,
  type SuiteSize,
} from '../../evaluation/index.js';
import type { Inputs } from './inputs.svelte.js';
import { readHeight, whole, type Settings } from './settings.svelte.js';
import type { SpeedTest } from './speed-test.svelte.js';

/** What a suite's runs are planned from. */
export interface SuiteBasis {
  readonly inputs: Inputs;
  readonly settings: Settings;
  readonly speed: SpeedTest;
}

/** Which suite is wanted, and what that means with what was given. */
export class SuiteWish {
  readonly #basis: SuiteBasis;
  choice: SuiteName | 'grid' = $state('order');
  size: SuiteSize = $state('check');
  /** What a grid varies, as it is typed: numbers between commas; '' varies nothing. */
  gridFrames = $state('');
  gridHeights = $state('');
  gridOrders: Order[] = $state([]);
  gridConditions: Condition[] = $state([]);

  constructor(basis: SuiteBasis) {
    this.#basis = basis;
  }

  readonly problems: readonly string[] = $derived.by(() => [
    ...this.#basis.settings.problems,
    ...(this.#basis.settings.tokenLimit === null
      ? []
      : ['A suite says how many frames there are: leave the token limit empty.']),
    ...(this.choice === 'grid' ? this.#gridProblems : []),
  ]);

  get #gridProblems(): string[] {
    const frames = listed(this.gridFrames).flatMap((word) =>
      whole(Number(word), 'Frames of a grid', 1, 1024),
    );
    const heights = listed(this.gridHeights).flatMap((word) =>
      readHeight(word) === null
        ? ['Heights of a grid: "native", or whole numbers of pixels from 8 to 4320.']
        : [],
    );
    return [...frames.slice(0, 1), ...heights.slice(0, 1)];
  }

  readonly planned: readonly PlannedRun[] = $derived.by(() =>
    this.problems.length > 0
      ? []
      : planSuite(this.#basis.settings.protocol, this.#members, this.size),
  );

  /** What each of the runs asks. */
  readonly samples: readonly Sample[] = $derived.by(() => {
    const { dataset, media } = this.#basis.inputs;
    return dataset ? suiteSamples(dataset, media, this.planned) : [];
  });

  readonly answers: number = $derived.by(() =>
    this.planned.reduce((sum, { protocol }) => sum + this.samples.length * protocol.rotations, 0),
  );

  /** Of the model's work; null where it was not measured. */
  readonly seconds: number | null = $derived.by(() => {
    const { speed } = this.#basis.speed;
    if (!speed || this.samples.length === 0) return null;
    const protocols = this.planned.map(({ protocol }) => protocol);
    return estimateRuns(speed, protocols, workOf(this.samples));
  });

  get title(): string {
    return this.choice === 'grid' ? 'Grid' : suites[this.choice].title;
  }

  get #members(): readonly SuiteMember[] {
    if (this.choice !== 'grid') return suites[this.choice].members;
    return gridMembers({
      frames: listed(this.gridFrames).map(Number),
      heights: listed(this.gridHeights).flatMap((word) => readHeight(word) ?? []),
      orders: this.gridOrders,
      conditions: this.gridConditions,
    });
  }
}

/** What stands between commas. */
const listed = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

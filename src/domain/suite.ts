import type { Comparison } from './comparison.js';
import type { Diagnosis } from './diagnosis.js';
import type { Interval } from './score.js';

/** A run of a suite, as it came out. Rates are 0 to 1. */
export interface SuiteRow extends Interval {
  readonly runId: string;
  readonly role: string;
  /** Questions answered, on how many videos. */
  readonly n: number;
  readonly videos: number;
  /** NaN when n is 0; `low` and `high` are its 95 % interval, clustered by video. */
  readonly accuracy: number;
  /** What uniform guessing among the options on offer would get. NaN when n is 0. */
  readonly chance: number;
  readonly unscored: number;
  /** Mean tokens of the prompts that were asked; null where none was. */
  readonly promptTokens: number | null;
  /** With the first run, on the questions that both answered; null for the first. Holm's adjustment is over all of them. */
  readonly comparison: Comparison | null;
}

/** What the runs of a suite gave, the one that the others are compared with first. */
export interface SuiteResult {
  readonly rows: readonly SuiteRow[];
  readonly diagnosis: Diagnosis;
}

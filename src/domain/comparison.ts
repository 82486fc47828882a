import type { Interval } from './score.js';

/**
 * Two runs on the questions that both answered. The unit is the question, its option orders averaged first; rates,
 * differences and p-values are 0 to 1 (differences -1 to 1), `second` minus `first`. Unscored answers are not right.
 */
export interface Comparison extends Interval {
  readonly n: number;
  readonly videos: number;
  /** Questions of which both runs asked the same option orders; of the others each run's own orders are averaged. */
  readonly sameOrders: number;
  readonly first: number;
  readonly second: number;
  /** NaN when n is 0. `low` and `high` are its 95 % interval, clustered by video. */
  readonly difference: number;
  readonly standardError: number;
  /** Two-sided, clustered by video. */
  readonly p: number;
  /** `p` after Holm's step-down over all comparisons that are shown together. */
  readonly pHolm: number;
  /** Questions on which the second run did better, and worse. */
  readonly gained: number;
  readonly lost: number;
  /** McNemar's exact test of `gained` against `lost`, unclustered: it takes all questions for independent. */
  readonly mcnemar: number;
  /** (gained + lost) / n. */
  readonly discordance: number;
  /** The clustered variance over the unclustered, at least 1. */
  readonly designEffect: number;
  /** The smallest difference that as many questions with this discordance show four times in five. */
  readonly smallestDifference: number;
  /** Questions with unscored answers in each run. */
  readonly unscored: readonly [first: number, second: number];
}

/** The difference of two kinds of questions within strata, 1st minus 2nd, 0 to 1; n of questions in used strata. */
export interface GroupDifference extends Interval {
  readonly n: readonly [number, number];
  /** Accuracies, each stratum weighted alike in both. */
  readonly rates: readonly [number, number];
  readonly difference: number;
  readonly standardError: number;
  readonly strata: number;
}

/** How far several option orders of the same questions agree. Only questions asked in every order count. */
export interface RotationTable {
  readonly rotations: number;
  /** Questions that were asked in all of them, and on how many videos. */
  readonly n: number;
  readonly videos: number;
  /** Accuracy in each order by itself. */
  readonly orders: readonly ({ readonly rotation: number; readonly accuracy: number } & Interval)[];
  /** Share of questions with one option chosen, by its text, in all orders. */
  readonly consistency: { readonly rate: number } & Interval;
  /** Share of questions right in all orders. */
  readonly strict: { readonly rate: number } & Interval;
}

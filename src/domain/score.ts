import type { Letter } from './prompt.js';
import type { UnscoredReason } from './run.js';

/** The tasks of IV-Bench as its question file spells them, in the paper's order: 7 of perception, 6 of reasoning. */
export const paperTasks = [
  'Existence',
  'Reverse Existence',
  'NLI',
  'Spatial relationship',
  'Keyframe extraction',
  'Constrained OCR',
  'Details Event',
  'Counting',
  'Attribute Change',
  'Temporal Reasoning',
  'Space-time computing',
  'Instruction manual',
  'Summary',
] as const;

/**
 * Answers brought together. The unit is the question: one that was asked in several option orders counts
 * once, with the mean over them, so counts can be fractions then. Rates are 0 to 1.
 */
export interface Aggregate {
  /** The task, or `total`. */
  readonly name: string;
  /** Questions answered so far, unscored ones included. */
  readonly n: number;
  /** Distinct videos among them. */
  readonly videos: number;
  readonly correct: number;
  readonly scored: number;
  /** n - scored. */
  readonly unscored: number;
  /** correct / n: an unscored answer is not right. NaN when n is 0. */
  readonly accuracy: number;
  /** correct / scored; null when nothing is scored. */
  readonly accuracyOfScored: number | null;
  /** What uniform guessing among the options on offer would get. NaN when n is 0. */
  readonly chance: number;
  /** 95 % interval of `accuracy`, resampling videos. */
  readonly low: number;
  readonly high: number;
  /** Mean total probability of the letters on offer; null where no answer has one. */
  readonly letterMass: number | null;
}

/** How often a letter was chosen and was the answer's, over all answers. */
export interface LetterCount {
  readonly letter: Letter;
  readonly chosen: number;
  readonly correct: number;
}

/** The tables of a report on one run. */
export interface ReportTables {
  readonly overall: Aggregate;
  /** In the paper's order; tasks it does not know come after, in the file's order. */
  readonly byTask: readonly Aggregate[];
  /** One table per column of the question file or side table that has two values or more. */
  readonly slices: readonly { readonly column: string; readonly groups: readonly Aggregate[] }[];
  /** Unscored answers by reason, only reasons that occur. */
  readonly unscoredByReason: Readonly<Partial<Record<UnscoredReason, number>>>;
  /** All letters from `a` on to the last that was on offer. */
  readonly letters: readonly LetterCount[];
}

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

export type Ability = 'perception' | 'reasoning';

/** Which of the two a task of the paper measures; null for tasks that it does not know. */
export function abilityOf(task: string): Ability | null {
  const place = (paperTasks as readonly string[]).indexOf(task);
  if (place < 0) return null;
  return place < 7 ? 'perception' : 'reasoning';
}

/** A 95 % confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * What answering without looking would get on the same questions, 0 to 1: always the shortest option, always the longest
 * (where several are, each of them as often as the others), always the letter that is right most often in the whole set.
 */
export interface Baselines {
  readonly shortest: number;
  readonly longest: number;
  readonly commonestLetter: number;
}

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
  /** 95 % interval of `accuracy`, clustered by video. */
  readonly low: number;
  readonly high: number;
  /** Wilson's, as if all questions were independent: for tables of others that give it. NaN when n is 0. */
  readonly wilson: Interval;
  /** NaN when n is 0. */
  readonly baselines: Baselines;
  /** Mean total probability of the letters on offer; null where no answer has one. */
  readonly letterMass: number | null;
}

/** How often a letter was chosen and was the answer's, over all answers. */
export interface LetterCount {
  readonly letter: Letter;
  readonly chosen: number;
  readonly correct: number;
}

/** A model's leaning to letters whatever they stand for, among questions with as many options. */
export interface LetterPrior {
  readonly options: number;
  /** Questions that it is estimated from. */
  readonly questions: number;
  /** Sums to 1 over the letters on offer. */
  readonly prior: Readonly<Partial<Record<Letter, number>>>;
}

/** Letters scored less the model's own prior over them. */
export interface DebiasedFigures {
  /**
   * `rotations`: from questions asked in every cyclic order, in which each option stood at each letter; `held-out`: from
   * other questions under one or some orders, over which what stands at a letter evens out only by chance.
   */
  readonly source: 'rotations' | 'held-out';
  /** Over all questions, ascending by the number of options. */
  readonly priors: readonly LetterPrior[];
  /** Answers left as they were: no log-probabilities, or too few other questions with as many options. */
  readonly untouched: number;
  /** All answers, those that could be debiased by their new letters. */
  readonly overall: Aggregate;
}

export const facets = [
  'ability',
  'granularity',
  'video-length',
  'evidence',
  'answer-position',
] as const;
/**
 * What every run's answers are divided by: perception or reasoning; granularity; the video's length; whether a frame lay in
 * the annotated evidence, by its kind; the letter of the answer.
 */
export type Facet = (typeof facets)[number];

/** The tables of a report on one run. */
export interface ReportTables {
  readonly overall: Aggregate;
  /** In the paper's order; tasks it does not know come after, in the file's order. */
  readonly byTask: readonly Aggregate[];
  /** One table per facet in which the answers differ. A question asked in several orders can be in several positions. */
  readonly facets: readonly { readonly facet: Facet; readonly groups: readonly Aggregate[] }[];
  /** One table per column of the question file or side table that has two values or more. */
  readonly slices: readonly { readonly column: string; readonly groups: readonly Aggregate[] }[];
  /** Unscored answers by reason, only reasons that occur. */
  readonly unscoredByReason: Readonly<Partial<Record<UnscoredReason, number>>>;
  /** All letters from `a` on to the last that was on offer. */
  readonly letters: readonly LetterCount[];
}

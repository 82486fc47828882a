import type { Comparison, GroupDifference } from './comparison.js';
import type { Letter } from './prompt.js';
import type { Baselines, Interval } from './score.js';

/** What a diagnosis asks of a model's runs, in the order it is shown. */
export const diagnosisQuestions = [
  'guessing',
  'image-removed',
  'frames-removed',
  'frames-shuffled',
  'image-first',
  'more-frames',
  'more-pixels',
  'evidence-sampled',
  'existence',
  'letters',
] as const;
export type DiagnosisQuestion = (typeof diagnosisQuestions)[number];

/**
 * `yes`: the clustered interval of the difference excludes 0; `no`: it lies within 3 points of 0; else `cannot-tell`. Where the
 * full condition is not above chance and above every baseline that needs no vision, `guessing` reads
 * `not-distinguishable` and all others `cannot-tell`.
 */
export type DiagnosisVerdict = 'yes' | 'no' | 'cannot-tell' | 'not-distinguishable-from-guessing';

interface Said<Question extends DiagnosisQuestion, Numbers> {
  readonly question: Question;
  readonly verdict: DiagnosisVerdict;
  readonly numbers: Numbers;
  /**
   * Questions, on as many videos each, that show a difference as large as the one seen, at least 3 points, four times in five.
   * Null where the verdict is clear, or where these runs cannot tell it.
   */
  readonly neededQuestions: number | null;
}

/** A paired difference from what needs no model; 0 to 1. */
export interface Lead extends Interval {
  readonly rate: number;
  readonly difference: number;
}

export interface GuessingNumbers extends Interval {
  readonly runId: string;
  readonly n: number;
  readonly videos: number;
  readonly accuracy: number;
  readonly overChance: Lead;
  /** The best of the baselines on these questions. */
  readonly overBaseline: Lead & { readonly name: keyof Baselines };
}

export interface RunPairNumbers {
  /** Run ids: as the full condition has it, and changed. */
  readonly runs: readonly [first: string, second: string];
  readonly comparison: Comparison;
}

export interface SweepNumbers extends RunPairNumbers {
  /** Ascending; the comparison is of the least and the most. */
  readonly settings: readonly {
    readonly runId: string;
    /** Frames, or pixels of height. */
    readonly value: number;
    readonly n: number;
    readonly accuracy: number;
  }[];
}

export interface LetterLeaning extends Interval {
  readonly letter: Letter;
  /** Share of the answers with a letter that chose it, and of which it was the answer's. */
  readonly chosen: number;
  readonly correct: number;
  /** chosen - correct, with its interval, clustered by video. */
  readonly difference: number;
  /** Over all letters, by Holm. */
  readonly pHolm: number;
}

export type DiagnosisStatement =
  | Said<'guessing', GuessingNumbers>
  | Said<'image-removed' | 'frames-removed' | 'frames-shuffled' | 'image-first', RunPairNumbers>
  | Said<'more-frames' | 'more-pixels', SweepNumbers>
  /** First: evidence sampled; within task and kind of location. */
  | Said<'evidence-sampled', GroupDifference>
  /** First: Existence; second: Reverse Existence. */
  | Said<'existence', GroupDifference>
  | Said<'letters', { readonly n: number; readonly letters: readonly LetterLeaning[] }>;

export interface Diagnosis {
  readonly statements: readonly DiagnosisStatement[];
  /** What was not answered, and why: no such runs (or answers), or fewer than 100 questions of a task. */
  readonly omitted: readonly {
    readonly question: DiagnosisQuestion;
    readonly why: 'no-runs' | 'too-few-questions';
  }[];
}

import { AppError, type Answer, type FrameRecord, type Sample } from '../domain/index.js';
import { isLongest, isShortest } from './baselines.js';

/** What of a sample its figures are made from. */
export type ScoredSample = Pick<
  Sample,
  'ordinal' | 'videoId' | 'task' | 'granularity' | 'answerLocation' | 'columns'
>;

/** What of a stored answer its figures are made from. */
export interface ScoredAnswer extends Pick<
  Answer,
  | 'sample'
  | 'rotation'
  | 'options'
  | 'correctOption'
  | 'correctOptions'
  | 'letter'
  | 'outcome'
  | 'reason'
  | 'letterLogprobs'
  | 'letterMass'
> {
  readonly frames: readonly Pick<FrameRecord, 'index' | 'time'>[];
}

/**
 * One question as it was asked, its option orders averaged: what stays when its answers are read again. Rates are 0 to 1.
 */
export interface Asked {
  readonly sample: ScoredSample;
  readonly videoId: string;
  readonly task: string;
  readonly answers: readonly ScoredAnswer[];
  /** Of its answers in the list of all. */
  readonly places: readonly number[];
  readonly chance: number;
  /** What always choosing the shortest or the longest option would get. */
  readonly shortest: number;
  readonly longest: number;
  readonly letterMass: number | null;
}

/** One question with what its answers got, its option orders averaged: rates are 0 to 1. */
export interface Question extends Asked {
  readonly correct: number;
  readonly scored: number;
}

/**
 * Answers by question, in the samples' order; samples without an answer are left out.
 * @throws AppError `unexpected` when an answer belongs to none of the samples
 */
export function questionsOf(
  samples: readonly ScoredSample[],
  answers: readonly ScoredAnswer[],
): Question[] {
  return askedOf(samples, answers).map((asked) => ({
    ...asked,
    correct: mean(asked.answers.map(rightness)),
    scored: mean(asked.answers.map(({ outcome }) => Number(outcome !== 'unscored'))),
  }));
}

/** As `questionsOf`, without what the answers got. */
export function askedOf(
  samples: readonly ScoredSample[],
  answers: readonly ScoredAnswer[],
): Asked[] {
  const bySample = new Map<number, number[]>();
  for (const [place, { sample }] of answers.entries()) {
    const group = bySample.get(sample);
    if (group) group.push(place);
    else bySample.set(sample, [place]);
  }
  const questions: Asked[] = [];
  for (const sample of samples) {
    const places = bySample.get(sample.ordinal);
    if (!places) continue;
    bySample.delete(sample.ordinal);
    questions.push(asked(sample, answers, places));
  }
  const [strange] = bySample.keys();
  if (strange !== undefined)
    throw new AppError(
      'unexpected',
      `There is an answer to question ${strange + 1} of the file, which the question file does not hold. Give the question file of this run.`,
    );
  return questions;
}

/** @param places at least one, all of this sample */
export function asked(
  sample: ScoredSample,
  all: readonly ScoredAnswer[],
  places: readonly number[],
): Asked {
  const { videoId, task } = sample;
  const answers: ScoredAnswer[] = [];
  for (const place of places) {
    const answer = all[place];
    if (answer) answers.push(answer);
  }
  const masses = numbersOf(answers, ({ letterMass }) => letterMass);
  return {
    sample,
    videoId,
    task,
    answers,
    places,
    chance: mean(answers.map(chanceOf)),
    shortest: mean(answers.map(isShortest)),
    longest: mean(answers.map(isLongest)),
    letterMass: masses.length > 0 ? mean(masses) : null,
  };
}

export const rightness = ({ outcome }: Pick<Answer, 'outcome'>): number =>
  Number(outcome === 'correct');

/** What guessing uniformly gets: several options may be right. */
const chanceOf = ({ options, correctOptions }: ScoredAnswer): number =>
  correctOptions.length / Object.keys(options).length;

/** Values that there are. */
export function numbersOf<T>(things: readonly T[], valueOf: (thing: T) => number | null): number[] {
  const values: number[] = [];
  for (const thing of things) {
    const value = valueOf(thing);
    if (value !== null) values.push(value);
  }
  return values;
}

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** NaN of nothing. */
export const mean = (values: readonly number[]): number => sum(values) / values.length;

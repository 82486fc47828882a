import { AppError, type Answer, type Sample } from '../domain/index.js';
import { isLongest, isShortest } from './baselines.js';

/** One question, its option orders averaged: rates are 0 to 1. */
export interface Question {
  readonly sample: Sample;
  readonly videoId: string;
  readonly task: string;
  readonly answers: readonly Answer[];
  readonly correct: number;
  readonly scored: number;
  readonly chance: number;
  /** What always choosing the shortest or the longest option would get. */
  readonly shortest: number;
  readonly longest: number;
  readonly letterMass: number | null;
}

/**
 * Answers by question, in the samples' order; samples without an answer are left out.
 * @throws AppError `unexpected` when an answer belongs to none of the samples
 */
export function questionsOf(samples: readonly Sample[], answers: readonly Answer[]): Question[] {
  const bySample = new Map<number, Answer[]>();
  for (const answer of answers) {
    const group = bySample.get(answer.sample);
    if (group) group.push(answer);
    else bySample.set(answer.sample, [answer]);
  }
  const questions: Question[] = [];
  for (const sample of samples) {
    const group = bySample.get(sample.ordinal);
    if (!group) continue;
    bySample.delete(sample.ordinal);
    questions.push(questionOf(sample, group));
  }
  const [strange] = bySample.keys();
  if (strange !== undefined)
    throw new AppError(
      'unexpected',
      `There is an answer to question ${strange + 1} of the file, which the question file does not hold. Give the question file of this run.`,
    );
  return questions;
}

/** @param answers at least one, all of this sample */
export function questionOf(sample: Sample, answers: readonly Answer[]): Question {
  const { videoId, task } = sample;
  const masses = answers.flatMap(({ letterMass }) => (letterMass === null ? [] : [letterMass]));
  return {
    sample,
    videoId,
    task,
    answers,
    correct: mean(answers.map(rightness)),
    scored: mean(answers.map(({ outcome }) => Number(outcome !== 'unscored'))),
    chance: mean(answers.map(chanceOf)),
    shortest: mean(answers.map(isShortest)),
    longest: mean(answers.map(isLongest)),
    letterMass: masses.length > 0 ? mean(masses) : null,
  };
}

export const rightness = ({ outcome }: Pick<Answer, 'outcome'>): number =>
  Number(outcome === 'correct');

/** What guessing uniformly gets: several options may be right. */
const chanceOf = ({ options, correctOptions }: Answer): number =>
  correctOptions.length / Object.keys(options).length;

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** NaN of nothing. */
export const mean = (values: readonly number[]): number => sum(values) / values.length;

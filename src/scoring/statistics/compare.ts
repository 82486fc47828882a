import type { Comparison } from '../../domain/index.js';
import { seededRandom } from '../../lib/index.js';
import {
  mean,
  questionsOf,
  rightness,
  type Question,
  type ScoredAnswer,
  type ScoredSample,
} from '../questions.js';
import { meanInterval } from './intervals.js';
import { smallestDifferenceAt } from './power.js';
import { holm, mcnemarExact, tTest } from './tests.js';

export interface CompareOptions {
  /** Of the bootstrap: the same answers give the same interval. */
  readonly seed?: number;
  readonly resamples?: number;
}

/** Two runs' answers to the questions of one dataset. */
export interface Pair {
  readonly first: readonly ScoredAnswer[];
  readonly second: readonly ScoredAnswer[];
}

interface PairedQuestion {
  readonly videoId: string;
  readonly first: number;
  readonly second: number;
  readonly answers: number;
  readonly sameOrders: boolean;
  readonly unscored: readonly [boolean, boolean];
}

/** Thirds of several option orders differ by rounding. */
const tolerance = 1e-9;

/**
 * Compares pairs of runs, each on the questions that both answered, and adjusts the p-values over all of them: give all
 * that are shown together. Of a question that shares option orders only those are used (equal texts under equal letters).
 * @param samples of the runs' dataset
 * @throws AppError `unexpected` when an answer belongs to none of the samples
 */
export function compareRuns(
  samples: readonly ScoredSample[],
  pairs: readonly Pair[],
  { seed = 0, resamples = 2000 }: CompareOptions = {},
): Comparison[] {
  const compared = pairs.map((pair, place) =>
    compareOne(pairQuestions(samples, pair), {
      resamples,
      random: seededRandom('paired-bootstrap', seed, place),
    }),
  );
  const adjusted = holm(compared.map(({ p }) => p));
  return compared.map((comparison, at) => ({ ...comparison, pHolm: adjusted[at] ?? 1 }));
}

function compareOne(
  questions: readonly PairedQuestion[],
  by: Parameters<typeof meanInterval>[1],
): Omit<Comparison, 'pHolm'> {
  const interval = meanInterval(
    questions.map(({ videoId, first, second, answers }) => ({
      videoId,
      value: second - first,
      answers,
    })),
    by,
  );
  const { n, videos, low, high, standardError, t, designEffect } = interval;
  const gained = questions.filter(({ first, second }) => second > first + tolerance).length;
  const lost = questions.filter(({ first, second }) => second < first - tolerance).length;
  const unscored = (at: 0 | 1) => questions.filter((question) => question.unscored[at]).length;
  return {
    n,
    videos,
    sameOrders: questions.filter(({ sameOrders }) => sameOrders).length,
    first: mean(questions.map(({ first }) => first)),
    second: mean(questions.map(({ second }) => second)),
    difference: interval.mean,
    low,
    high,
    standardError,
    p: tTest(t, videos),
    gained,
    lost,
    mcnemar: mcnemarExact(gained, lost),
    discordance: (gained + lost) / n,
    designEffect,
    smallestDifference: smallestDifferenceAt(standardError),
    unscored: [unscored(0), unscored(1)],
  };
}

function pairQuestions(
  samples: readonly ScoredSample[],
  { first, second }: Pair,
): PairedQuestion[] {
  const others = new Map(
    questionsOf(samples, second).map((question) => [question.sample.ordinal, question]),
  );
  return questionsOf(samples, first).flatMap((question) => {
    const other = others.get(question.sample.ordinal);
    return other ? [pairOf(question, other)] : [];
  });
}

function pairOf(one: Question, other: Question): PairedQuestion {
  const shared = one.answers.flatMap((answer) => {
    const same = other.answers.find((candidate) => sameOptions(answer, candidate));
    return same ? [[answer, same] as const] : [];
  });
  const sameOrders = shared.length > 0;
  const firsts = sameOrders ? shared.map(([answer]) => answer) : one.answers;
  const seconds = sameOrders ? shared.map(([, answer]) => answer) : other.answers;
  const isUnscored = ({ outcome }: ScoredAnswer) => outcome === 'unscored';
  return {
    videoId: one.videoId,
    first: mean(firsts.map(rightness)),
    second: mean(seconds.map(rightness)),
    answers: Math.min(firsts.length, seconds.length),
    sameOrders,
    unscored: [firsts.some(isUnscored), seconds.some(isUnscored)],
  };
}

const sameOptions = ({ options: a }: ScoredAnswer, { options: b }: ScoredAnswer): boolean => {
  const [ours, theirs] = [Object.entries(a), new Map(Object.entries(b))];
  return ours.length === theirs.size && ours.every(([letter, text]) => theirs.get(letter) === text);
};

import {
  AppError,
  letters,
  type Aggregate,
  type Answer,
  type LetterCount,
  type ReportTables,
  type Sample,
  type SideTable,
  type UnscoredReason,
} from '../domain/index.js';
import { groupByTask, seededRandom } from '../lib/index.js';
import { clusterBootstrap, type Cluster } from './bootstrap.js';
import { slicesBy } from './slices.js';

export interface AggregateOptions {
  /** Of the bootstrap: the same answers give the same interval. */
  readonly seed?: number;
  readonly resamples?: number;
  /** Its columns slice the answers beside those of the question file. */
  readonly sideTable?: SideTable | null;
}

/** One question, its option orders averaged: rates are 0 to 1. */
interface Question {
  readonly sample: Sample;
  readonly videoId: string;
  readonly task: string;
  readonly correct: number;
  readonly scored: number;
  readonly chance: number;
  readonly letterMass: number | null;
}

/**
 * The tables of a run's answers, those of several option orders averaged within a question first.
 * @param samples of the run's dataset, in the file's order
 * @throws AppError `unexpected` when an answer belongs to none of the samples
 */
export function aggregate(
  samples: readonly Sample[],
  answers: readonly Answer[],
  { seed = 0, resamples = 2000, sideTable = null }: AggregateOptions = {},
): ReportTables {
  const questions = questionsOf(samples, answers);
  const summarise = (name: string, group: readonly Question[], ...of: string[]): Aggregate =>
    summary(name, group, resamples, seededRandom('bootstrap', seed, ...of, name));
  return {
    overall: summarise('total', questions),
    byTask: Array.from(groupByTask(questions), ([task, group]) => summarise(task, group)),
    slices: slicesBy(questions, sideTable).map(({ column, groups }) => ({
      column,
      groups: groups.map(({ name, members }) => summarise(name, members, column)),
    })),
    unscoredByReason: countReasons(answers),
    letters: countLetters(answers),
  };
}

function questionsOf(samples: readonly Sample[], answers: readonly Answer[]): Question[] {
  const bySample = new Map<number, Answer[]>();
  for (const answer of answers) {
    const group = bySample.get(answer.sample);
    if (group) group.push(answer);
    else bySample.set(answer.sample, [answer]);
  }
  const questions: Question[] = [];
  for (const sample of samples) {
    const { ordinal, videoId, task } = sample;
    const group = bySample.get(ordinal);
    if (!group) continue;
    bySample.delete(ordinal);
    const masses = group.flatMap(({ letterMass }) => (letterMass === null ? [] : [letterMass]));
    questions.push({
      sample,
      videoId,
      task,
      correct: mean(group.map(({ outcome }) => Number(outcome === 'correct'))),
      scored: mean(group.map(({ outcome }) => Number(outcome !== 'unscored'))),
      chance: mean(group.map(chanceOf)),
      letterMass: masses.length > 0 ? mean(masses) : null,
    });
  }
  const [strange] = bySample.keys();
  if (strange !== undefined)
    throw new AppError(
      'unexpected',
      `There is an answer to question ${strange + 1} of the file, which the question file does not hold. Give the question file of this run.`,
    );
  return questions;
}

/** What guessing uniformly gets: several options may be right. */
const chanceOf = ({ options, correctOptions }: Answer): number =>
  correctOptions.length / Object.keys(options).length;

function summary(
  name: string,
  questions: readonly Question[],
  resamples: number,
  random: () => number,
): Aggregate {
  const n = questions.length;
  const correct = rounded(sum(questions.map((question) => question.correct)));
  const scored = rounded(sum(questions.map((question) => question.scored)));
  const masses = questions.flatMap(({ letterMass }) => (letterMass === null ? [] : [letterMass]));
  const clusters = clustersOf(questions);
  return {
    name,
    n,
    videos: clusters.length,
    correct,
    scored,
    unscored: rounded(n - scored),
    accuracy: correct / n,
    accuracyOfScored: scored > 0 ? correct / scored : null,
    chance: mean(questions.map(({ chance }) => chance)),
    ...clusterBootstrap(clusters, resamples, random),
    letterMass: masses.length > 0 ? mean(masses) : null,
  };
}

function clustersOf(questions: readonly Question[]): Cluster[] {
  const byVideo = new Map<string, Cluster>();
  for (const { videoId, correct } of questions) {
    const before = byVideo.get(videoId) ?? { n: 0, correct: 0 };
    byVideo.set(videoId, { n: before.n + 1, correct: before.correct + correct });
  }
  return [...byVideo.values()];
}

function countReasons(answers: readonly Answer[]): Partial<Record<UnscoredReason, number>> {
  const counts: Partial<Record<UnscoredReason, number>> = {};
  for (const { reason } of answers) if (reason) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function countLetters(answers: readonly Answer[]): LetterCount[] {
  const most = answers.reduce((max, { options }) => Math.max(max, Object.keys(options).length), 0);
  return letters.slice(0, most).map((letter) => ({
    letter,
    chosen: answers.filter((answer) => answer.letter === letter).length,
    correct: answers.filter((answer) => answer.correctOption === letter).length,
  }));
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** NaN of nothing. */
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Thirds of several option orders add up to whole numbers again. */
const rounded = (count: number): number => Math.round(count * 1e9) / 1e9;

import {
  facets,
  letters,
  type Aggregate,
  type Answer,
  type Letter,
  type LetterCount,
  type ReportTables,
  type Sample,
  type SideTable,
  type UnscoredReason,
} from '../domain/index.js';
import { groupByTask, seededRandom } from '../lib/index.js';
import { commonestLetter } from './baselines.js';
import { groupByFacet, type VideoLengths } from './facets.js';
import { mean, questionsOf, sum, type Question } from './questions.js';
import { slicesBy } from './slices.js';
import { rateInterval, type Resampling } from './statistics/intervals.js';
import { wilson } from './statistics/wilson.js';

export interface AggregateOptions {
  /** Of the bootstrap: the same answers give the same interval. */
  readonly seed?: number;
  readonly resamples?: number;
  /** Its columns slice the answers beside those of the question file. */
  readonly sideTable?: SideTable | null;
  /** Measured lengths; of other videos the last frame shown tells. */
  readonly lengths?: VideoLengths;
}

/**
 * The tables of a run's answers, those of several option orders averaged within a question first.
 * @param samples of the run's dataset, in the file's order
 * @throws AppError `unexpected` when an answer belongs to none of the samples
 */
export function aggregate(
  samples: readonly Sample[],
  answers: readonly Answer[],
  { seed = 0, resamples = 1000, sideTable = null, lengths }: AggregateOptions = {},
): ReportTables {
  const questions = questionsOf(samples, answers);
  const commonest = commonestLetter(answers);
  const summarise = (name: string, group: readonly Question[], ...of: string[]): Aggregate =>
    summary(name, group, commonest, {
      resamples,
      random: seededRandom('bootstrap', seed, ...of, name),
    });
  return {
    overall: summarise('total', questions),
    byTask: Array.from(groupByTask(questions), ([task, group]) => summarise(task, group)),
    facets: facets.flatMap((facet) => {
      const groups = groupByFacet(facet, questions, lengths);
      if (groups.size < 2) return [];
      return {
        facet,
        groups: Array.from(groups, ([name, group]) => summarise(name, group, facet)),
      };
    }),
    slices: slicesBy(questions, sideTable).map(({ column, groups }) => ({
      column,
      groups: groups.map(({ name, members }) => summarise(name, members, column)),
    })),
    unscoredByReason: countReasons(answers),
    letters: countLetters(answers),
  };
}

function summary(
  name: string,
  questions: readonly Question[],
  commonest: Letter,
  resampling: Resampling,
): Aggregate {
  const n = questions.length;
  const correct = rounded(sum(questions.map((question) => question.correct)));
  const scored = rounded(sum(questions.map((question) => question.scored)));
  const masses = questions.flatMap(({ letterMass }) => (letterMass === null ? [] : [letterMass]));
  const observations = questions.map(({ videoId, answers, ...question }) => ({
    videoId,
    value: question.correct,
    answers: answers.length,
  }));
  return {
    name,
    n,
    videos: new Set(questions.map(({ videoId }) => videoId)).size,
    correct,
    scored,
    unscored: rounded(n - scored),
    accuracy: correct / n,
    accuracyOfScored: scored > 0 ? correct / scored : null,
    chance: mean(questions.map(({ chance }) => chance)),
    ...rateInterval(observations, resampling),
    wilson: wilson(correct / n, n),
    baselines: {
      shortest: mean(questions.map(({ shortest }) => shortest)),
      longest: mean(questions.map(({ longest }) => longest)),
      commonestLetter: mean(questions.map((question) => rateOfLetter(question, commonest))),
    },
    letterMass: masses.length > 0 ? mean(masses) : null,
  };
}

/** What always choosing a letter would get on a question; a letter that is not on offer is wrong. */
export const rateOfLetter = ({ answers }: Pick<Question, 'answers'>, letter: Letter): number =>
  mean(answers.map(({ correctOptions }) => Number(correctOptions.includes(letter))));

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

/** Thirds of several option orders add up to whole numbers again. */
const rounded = (count: number): number => Math.round(count * 1e9) / 1e9;

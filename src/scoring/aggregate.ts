import {
  facets,
  letters,
  type Aggregate,
  type Letter,
  type LetterCount,
  type ReportTables,
  type SideTable,
  type UnscoredReason,
} from '../domain/index.js';
import { groupByTask, seededRandom } from '../lib/index.js';
import { commonestLetter } from './baselines.js';
import { groupByFacet, type VideoLengths } from './facets.js';
import {
  askedOf,
  mean,
  numbersOf,
  type Asked,
  type ScoredAnswer,
  type ScoredSample,
} from './questions.js';
import { slicesBy } from './slices.js';
import { Clustering } from './statistics/clusters.js';
import { clusteredRateInterval } from './statistics/intervals.js';
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

/** What reading an answer gives. */
export type Read = Pick<ScoredAnswer, 'letter' | 'outcome' | 'reason'>;

/**
 * The tables of a run's answers, those of several option orders averaged within a question first.
 * @param samples of the run's dataset, in the file's order
 * @throws AppError `unexpected` when an answer belongs to none of the samples
 */
export const aggregate = (
  samples: readonly ScoredSample[],
  answers: readonly ScoredAnswer[],
  options: AggregateOptions = {},
): ReportTables => new Tabulation(samples, answers, options).tables(answers);

/**
 * Answers brought into groups once, for as many readings of them as are wanted: what was asked, of which video and under
 * which letters stays when texts are read by another parser.
 */
export class Tabulation {
  readonly #answers: readonly ScoredAnswer[];
  readonly #options: AggregateOptions;
  readonly #questions: readonly Asked[];
  readonly #commonest: Letter;
  readonly #overall: Group;
  #divided: Divided | null = null;

  /** As for `aggregate`. @throws AppError `unexpected` when an answer belongs to none of the samples */
  constructor(
    samples: readonly ScoredSample[],
    answers: readonly ScoredAnswer[],
    options: AggregateOptions = {},
  ) {
    this.#answers = answers;
    this.#options = options;
    this.#questions = askedOf(samples, answers);
    this.#commonest = commonestLetter(answers);
    this.#overall = this.#group('total', this.#questions);
  }

  /** All questions together. @param read the answers as they are read now, in their order */
  overall(read: readonly Read[]): Aggregate {
    return this.#summary(this.#overall, new Outcomes(read));
  }

  /** @param read the answers as they are read now, in their order */
  tables(read: readonly Read[]): ReportTables {
    const outcomes = new Outcomes(read);
    const { byTask, byFacet, byColumn } = (this.#divided ??= this.#divide());
    const summaries = (groups: readonly Group[]) =>
      groups.map((group) => this.#summary(group, outcomes));
    return {
      overall: this.#summary(this.#overall, outcomes),
      byTask: summaries(byTask),
      facets: byFacet.map(({ facet, groups }) => ({ facet, groups: summaries(groups) })),
      slices: byColumn.map(({ column, groups }) => ({ column, groups: summaries(groups) })),
      unscoredByReason: countReasons(read),
      letters: countLetters(read, this.#answers),
    };
  }

  #divide(): Divided {
    const questions = this.#questions;
    const { sideTable = null, lengths } = this.#options;
    return {
      byTask: Array.from(groupByTask(questions), ([task, group]) => this.#group(task, group)),
      byFacet: facets.flatMap((facet) => {
        const groups = groupByFacet(facet, questions, this.#answers, lengths);
        if (groups.size < 2) return [];
        return {
          facet,
          groups: Array.from(groups, ([name, group]) => this.#group(name, group, facet)),
        };
      }),
      byColumn: slicesBy(questions, sideTable).map(({ column, groups }) => ({
        column,
        groups: groups.map(({ name, members }) => this.#group(name, members, column)),
      })),
    };
  }

  #group(name: string, questions: readonly Asked[], ...of: string[]): Group {
    const masses = numbersOf(questions, ({ letterMass }) => letterMass);
    const clustering = new Clustering(
      questions.map(({ videoId, answers }) => ({ videoId, answers: answers.length })),
    );
    return {
      key: [...of, name],
      questions,
      clustering,
      asked: {
        name,
        n: questions.length,
        videos: clustering.videos,
        chance: mean(questions.map(({ chance }) => chance)),
        baselines: {
          shortest: mean(questions.map(({ shortest }) => shortest)),
          longest: mean(questions.map(({ longest }) => longest)),
          commonestLetter: mean(
            questions.map((question) => rateOfLetter(question, this.#commonest)),
          ),
        },
        letterMass: masses.length > 0 ? mean(masses) : null,
      },
    };
  }

  #summary({ key, questions, clustering, asked }: Group, outcomes: Outcomes): Aggregate {
    const { seed = 0, resamples = 1000 } = this.#options;
    const rates = new Float64Array(questions.length);
    for (const [at, { places }] of questions.entries()) rates[at] = outcomes.right(places);
    const { name, n, videos, chance, baselines, letterMass } = asked;
    const correct = rounded(rates.reduce((total, rate) => total + rate, 0));
    const scored = rounded(
      questions.reduce((total, { places }) => total + outcomes.scored(places), 0),
    );
    const random = seededRandom('bootstrap', seed, ...key);
    return {
      name,
      n,
      videos,
      correct,
      scored,
      unscored: rounded(n - scored),
      accuracy: correct / n,
      accuracyOfScored: scored > 0 ? correct / scored : null,
      chance,
      ...clusteredRateInterval(clustering.of(rates), { resamples, random }),
      wilson: wilson(correct / n, n),
      baselines,
      letterMass,
    };
  }
}

/** Questions that are brought together, with what does not depend on how their answers are read. */
interface Group {
  /** Seeds its bootstrap. */
  readonly key: readonly string[];
  readonly questions: readonly Asked[];
  readonly clustering: Clustering;
  readonly asked: Pick<Aggregate, 'name' | 'n' | 'videos' | 'chance' | 'baselines' | 'letterMass'>;
}

interface Divided {
  readonly byTask: readonly Group[];
  readonly byFacet: readonly {
    readonly facet: (typeof facets)[number];
    readonly groups: readonly Group[];
  }[];
  readonly byColumn: readonly { readonly column: string; readonly groups: readonly Group[] }[];
}

/** Answers as right or wrong, by their places. */
class Outcomes {
  readonly #right: Uint8Array;
  readonly #scored: Uint8Array;

  constructor(read: readonly Read[]) {
    this.#right = new Uint8Array(read.length);
    this.#scored = new Uint8Array(read.length);
    for (const [at, { outcome }] of read.entries()) {
      this.#right[at] = Number(outcome === 'correct');
      this.#scored[at] = Number(outcome !== 'unscored');
    }
  }

  right(places: readonly number[]): number {
    return share(this.#right, places);
  }

  scored(places: readonly number[]): number {
    return share(this.#scored, places);
  }
}

function share(flags: Uint8Array, places: readonly number[]): number {
  let count = 0;
  for (const place of places) count += flags[place] ?? 0;
  return count / places.length;
}

/** What always choosing a letter would get on a question; a letter that is not on offer is wrong. */
export const rateOfLetter = ({ answers }: Pick<Asked, 'answers'>, letter: Letter): number =>
  mean(answers.map(({ correctOptions }) => Number(correctOptions.includes(letter))));

function countReasons(read: readonly Read[]): Partial<Record<UnscoredReason, number>> {
  const counts: Partial<Record<UnscoredReason, number>> = {};
  for (const { reason } of read) if (reason) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function countLetters(read: readonly Read[], answers: readonly ScoredAnswer[]): LetterCount[] {
  const most = answers.reduce((max, { options }) => Math.max(max, Object.keys(options).length), 0);
  const counted = (given: Iterable<string | null>): Map<string | null, number> => {
    const counts = new Map<string | null, number>();
    for (const letter of given) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    return counts;
  };
  const chosen = counted(read.map(({ letter }) => letter));
  const correct = counted(answers.map(({ correctOption }) => correctOption));
  return letters.slice(0, most).map((letter) => ({
    letter,
    chosen: chosen.get(letter) ?? 0,
    correct: correct.get(letter) ?? 0,
  }));
}

/** Thirds of several option orders add up to whole numbers again. */
const rounded = (count: number): number => Math.round(count * 1e9) / 1e9;

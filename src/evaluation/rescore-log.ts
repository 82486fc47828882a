import type { Answer, ParserName, ReportTables, Sample } from '../domain/index.js';
import { readLogLine } from '../report/index.js';
import {
  accuracyByGuessSeed,
  aggregate,
  guessSeeds,
  rescorer,
  spreadOf,
  type GuessSpread,
} from '../scoring/index.js';

/** A line that could not be used. `line` counts from 1. */
interface SkippedLine {
  readonly line: number;
  readonly message: string;
}

/** What re-scoring a log found. Accuracies are 0 to 1. */
export interface RescoreReport extends Partial<ReportTables> {
  readonly schema: 1;
  readonly parser: ParserName;
  /** Seeds the letters that stand where the reference harness would guess; null: such answers are unscored. */
  readonly guessSeed: number | null;
  readonly answers: number;
  /** Answers with a text: these were scored again. */
  readonly rescored: number;
  /** Answers without a text (scored by letters, or failed): these keep what the log says. */
  readonly kept: number;
  /** Re-scored answers whose letter or outcome the log had otherwise. */
  readonly changed: number;
  readonly correct: number;
  readonly wrong: number;
  readonly unscored: number;
  /** correct / answers. */
  readonly accuracy: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly tiers: Readonly<Record<string, number>>;
  /** Random letters in place of guesses, over 1,000 seeds; null where nothing would be guessed, or a seed was given. */
  readonly guesses: ({ readonly answers: number } & GuessSpread) | null;
  readonly skipped: readonly SkippedLine[];
  /** Answers of no known video and task: the tables are of the others, and absent where there are none. */
  readonly notInTables: number;
}

/** Scores a log of answers again, line by line, without a model and without media. */
export class LogRescorer {
  readonly #parser: ParserName;
  readonly #guessSeed: number | null;
  readonly #score: ReturnType<typeof rescorer>;
  readonly #answers: Answer[] = [];
  /** By question, in the log's order: logs of several runs repeat the questions' own. */
  readonly #ordinals = new Map<string, number>();
  readonly #samples = new Map<number, Sample>();
  readonly #skipped: SkippedLine[] = [];
  #lines = 0;
  #rescored = 0;
  #changed = 0;
  #lacking = 0;

  constructor(parser: ParserName, guessSeed: number | null = null) {
    this.#parser = parser;
    this.#guessSeed = guessSeed;
    this.#score = rescorer({ parser, guessSeed });
  }

  /**
   * Takes the next line of the log.
   * @returns the line with its new score, its other keys as they were; null: it cannot be used and is in the report
   */
  add(text: string): string | null {
    const line = ++this.#lines;
    const read = readLogLine(text);
    if (typeof read === 'string') {
      this.#skipped.push({ line, message: read });
      return null;
    }
    const { given, question, answer: before, key } = read;
    const sample = this.#ordinalOf(key ?? `line ${line}`);
    if (question) this.#samples.set(sample, { ...question, ordinal: sample });
    else this.#lacking++;
    const answer = { ...this.#score(before), sample };
    this.#answers.push(answer);
    const isRead = before.text !== null;
    if (isRead) this.#rescored++;
    if (isRead && (answer.letter !== before.letter || answer.outcome !== before.outcome))
      this.#changed++;
    const { correctOptions, letter, outcome, reason, tier = null } = answer;
    const parser = isRead ? this.#parser : null;
    const guessSeed = isRead ? this.#guessSeed : null;
    return JSON.stringify({
      ...given,
      ...{ correctOptions, letter, outcome, reason, tier, parser, guessSeed },
    });
  }

  /** What was found in the lines so far. */
  report(): RescoreReport {
    const answers = this.#answers;
    const of = (outcome: Answer['outcome']): number =>
      answers.filter((answer) => answer.outcome === outcome).length;
    const correct = of('correct');
    const samples = [...this.#samples.values()];
    const known =
      this.#lacking === 0 ? answers : answers.filter(({ sample }) => this.#samples.has(sample));
    return {
      schema: 1,
      parser: this.#parser,
      guessSeed: this.#guessSeed,
      answers: answers.length,
      rescored: this.#rescored,
      kept: answers.length - this.#rescored,
      changed: this.#changed,
      correct,
      wrong: of('wrong'),
      unscored: of('unscored'),
      accuracy: correct / answers.length,
      reasons: counted(answers.map(({ reason }) => reason)),
      tiers: counted(answers.map(({ tier }) => tier ?? null)),
      guesses: this.#guesses(),
      skipped: this.#skipped,
      notInTables: this.#lacking,
      ...(samples.length > 0 ? aggregate(samples, known) : {}),
    };
  }

  #ordinalOf(key: string): number {
    const ordinal = this.#ordinals.get(key) ?? this.#ordinals.size;
    this.#ordinals.set(key, ordinal);
    return ordinal;
  }

  #guesses(): RescoreReport['guesses'] {
    const answers = this.#answers.filter(({ reason }) => reason === 'guess').length;
    if (answers === 0) return null;
    const accuracyOf = accuracyByGuessSeed(this.#answers);
    return {
      answers,
      ...spreadOf(Array.from({ length: guessSeeds }, (_, seed) => accuracyOf(seed))),
    };
  }
}

/** How often each value occurs, the most frequent first; null is not counted. */
function counted(values: readonly (string | null)[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

import type { Answer, DebiasedFigures, ReportTables, RotationTable } from '../domain/index.js';
import {
  accuracyByGuessSeed,
  debias,
  guessSeeds,
  rotationTable,
  spreadOf,
  Tabulation,
  textReader,
  type AggregateOptions,
  type GuessSpread,
  type Read,
  type RescoreOptions,
  type ScoredAnswer,
  type ScoredSample,
  type Verdict,
} from '../scoring/index.js';

/** What of a stored answer a report's figures are made from. */
export type FiguredAnswer = ScoredAnswer & Pick<Answer, 'text'>;

/** Answers as they were read, by their places: which of the verdicts each got. */
export interface ReadAnswers {
  readonly verdicts: readonly Verdict[];
  /** From 0 on; -1: it has no text and stays as it is stored. */
  readonly given: Int32Array<ArrayBuffer>;
}

/** The figures of one run's report. It keeps what it was given, so that another reading of the texts costs only itself. */
export class Figures {
  #options: AggregateOptions = {};
  #samples: ScoredSample[] = [];
  #answers: FiguredAnswer[] = [];
  #tabulation: Tabulation | null = null;
  #read: Read[] = [];
  #reader: ReturnType<typeof textReader> | null = null;
  #spread: GuessSpread | null | undefined;

  /** Forgets everything and begins with another run. */
  begin(options: AggregateOptions): void {
    this.#options = options;
    this.#samples = [];
    this.#answers = [];
    this.#changed();
  }

  addSamples(samples: readonly ScoredSample[]): void {
    for (const sample of samples) this.#samples.push(sample);
    this.#changed();
  }

  addAnswers(answers: readonly FiguredAnswer[]): void {
    for (const answer of answers) this.#answers.push(answer);
    this.#changed();
  }

  /** Begins to read the answers anew. @param options null: as they were scored */
  startReading(options: RescoreOptions | null): void {
    this.#reader = options && textReader(options);
    this.#read = options ? [] : this.#answers;
  }

  /** Reads the next answers. */
  readNext(count: number): ReadAnswers {
    const from = this.#read.length;
    const verdicts: Verdict[] = [];
    const known = new Map<string, number>();
    const given = Int32Array.from(this.#answers.slice(from, from + count), (answer) => {
      if (answer.text === null || !this.#reader) {
        this.#read.push(answer);
        return -1;
      }
      const verdict = this.#reader(answer.text, answer);
      const { letter, outcome, reason, tier } = verdict;
      const key = [letter, outcome, reason, tier].join('\n');
      const at = known.get(key) ?? verdicts.push(verdict) - 1;
      known.set(key, at);
      this.#read.push(verdicts[at] ?? verdict);
      return at;
    });
    return { verdicts, given };
  }

  /** @throws AppError `unexpected` when an answer belongs to none of the samples */
  tables(): ReportTables {
    return this.#grouped().tables(this.#read);
  }

  rotations(): RotationTable | null {
    const [first] = this.#answers;
    return this.#answers.every(({ rotation }) => rotation === first?.rotation)
      ? null
      : rotationTable(this.#samples, this.#readAnswers());
  }

  /** Null where no answer has letters that could be debiased. */
  debiased(): DebiasedFigures | null {
    if (this.#answers.every(({ letterLogprobs }) => letterLogprobs === null)) return null;
    const { answers, ...letters } = debias(this.#samples, this.#readAnswers());
    if (letters.untouched === answers.length) return null;
    return { ...letters, overall: this.#grouped().overall(answers) };
  }

  /** What random letters would give where the reference harness guesses; null where it never does. */
  spread(): GuessSpread | null {
    return (this.#spread ??= this.#guess());
  }

  #guess(): GuessSpread | null {
    const read = textReader({ parser: 'reference' });
    const answers = this.#answers.map((answer) => {
      const { text, sample, options, correctOption, correctOptions } = answer;
      const { outcome, reason } = text === null ? answer : read(text, answer);
      return { sample, options, correctOption, correctOptions, outcome, reason };
    });
    if (answers.every(({ reason }) => reason !== 'guess')) return null;
    return spreadOf(
      Array.from({ length: guessSeeds }, (_, seed) => seed).map(accuracyByGuessSeed(answers)),
    );
  }

  #readAnswers(): ScoredAnswer[] {
    return this.#answers.map((answer, at) => {
      const read = this.#read[at];
      return read === answer || !read ? answer : { ...answer, ...read };
    });
  }

  #grouped(): Tabulation {
    return (this.#tabulation ??= new Tabulation(this.#samples, this.#answers, this.#options));
  }

  #changed(): void {
    this.#tabulation = null;
    this.#spread = undefined;
  }
}

import type { Answer, Outcome, RunStatus } from '../domain/index.js';

/** How far an execution is, for the page: counts are over all its runs. */
export interface Progress {
  readonly runIds: readonly string[];
  readonly status: RunStatus | 'loading';
  readonly total: number;
  readonly done: number;
  readonly correct: number;
  readonly unscored: number;
  /** Estimated from the answers of this session; null before there are a few. */
  readonly secondsLeft: number | null;
  /** What is going on, or why it stopped. */
  readonly message: string;
}

/** Answers of this session before an estimate is worth showing. */
const enough = 3;

/** Counts answers and estimates the time left from the pace of this session, pauses left out. */
export class Tally {
  done = 0;
  correct = 0;
  unscored = 0;
  #session = 0;
  #workedMs = 0;
  #since: number | null = null;
  readonly #total: number;
  readonly #now: () => number;

  constructor(
    total: number,
    stored: readonly Pick<Answer, 'outcome'>[],
    now = () => performance.now(),
  ) {
    this.#total = total;
    this.#now = now;
    for (const { outcome } of stored) this.#count(outcome);
  }

  /** Starts or goes on with measuring the pace. */
  start(): void {
    this.#since ??= this.#now();
  }

  /** Stops measuring: a pause is not work. */
  stop(): void {
    if (this.#since !== null) this.#workedMs += this.#now() - this.#since;
    this.#since = null;
  }

  add(outcome: Outcome): void {
    this.#count(outcome);
    this.#session++;
  }

  get total(): number {
    return this.#total;
  }

  get secondsLeft(): number | null {
    if (this.#session < enough) return null;
    return ((this.workedMs / this.#session) * (this.#total - this.done)) / 1000;
  }

  /** Milliseconds at work in this session, pauses left out. */
  get workedMs(): number {
    return this.#workedMs + (this.#since === null ? 0 : this.#now() - this.#since);
  }

  #count(outcome: Outcome): void {
    this.done++;
    if (outcome === 'correct') this.correct++;
    if (outcome === 'unscored') this.unscored++;
  }
}

import {
  AppError,
  type Answer,
  type DebiasedFigures,
  type FrameRecord,
  type ReportTables,
  type RotationTable,
  type Sample,
  type SideTable,
} from '../domain/index.js';
import { WorkerClient, type Remote } from '../lib/index.js';
import type { GuessSpread, RescoreOptions, ScoredSample } from '../scoring/index.js';
import type { FiguredAnswer, Figures } from './figures.js';
import workerUrl from './figures.worker.js?worker&url';

/** Things sent or read in one message: the page's thread works some milliseconds on one. */
const slice = 1000;

/** A run as its report is made from it. */
export interface Figured {
  readonly runId: string;
  readonly samples: readonly Sample[];
  readonly sideTable: SideTable | null;
  readonly answers: readonly Answer[];
}

/**
 * Makes a report's figures in a worker, so that the page's thread stays free. What was sent stays there: answers that
 * come later, or are read by another parser, cost only themselves. One caller at a time; a call that is no longer wanted
 * is left by its signal, and the next begins where it was left.
 */
export class FiguresClient {
  #client: WorkerClient<Figures> | null = null;
  #given: Given | null = null;

  /**
   * Gives the worker a run, or what has come to it since.
   * @throws AppError `cancelled`, `worker-crashed`
   */
  async give(of: Figured, signal: AbortSignal): Promise<void> {
    if (!this.#client?.alive || !this.#given || !isContinued(this.#given, of)) {
      this.#given = null;
      if (!this.#client?.alive) this.#client = new WorkerClient(workerUrl, 'figures');
      const { sideTable } = of;
      await this.#call((api) => api.begin({ sideTable }), signal);
      this.#given = { of, samples: 0, answers: [] };
    }
    const given = this.#given;
    for (const some of slices(of.samples.slice(given.samples))) {
      const sent = this.#call((api) => api.addSamples(some.map(leanSample)), signal);
      // The worker has them whatever becomes of the wait.
      given.samples += some.length;
      await sent;
    }
    for (const some of slices(of.answers.slice(given.answers.length))) {
      const sent = this.#call((api) => api.addAnswers(leanAnswers(some)), signal);
      given.answers.push(...some);
      await sent;
    }
  }

  /**
   * Reads the given answers anew.
   * @param options null: as they were scored
   * @returns the answers with what was read; those without a text are the same objects
   */
  async read(options: RescoreOptions | null, signal: AbortSignal): Promise<readonly Answer[]> {
    const answers = this.#given?.answers ?? [];
    await this.#call((api) => api.startReading(options), signal);
    if (!options) return answers;
    const read: Answer[] = [];
    for (const some of slices(answers)) {
      const { verdicts, given } = await this.#call((api) => api.readNext(some.length), signal);
      for (const [at, answer] of some.entries()) {
        const verdict = verdicts[given[at] ?? -1];
        read.push(verdict ? { ...answer, ...verdict, error: null } : answer);
      }
    }
    return read;
  }

  /** @throws AppError `unexpected` when an answer belongs to none of the samples */
  tables(signal: AbortSignal): Promise<ReportTables> {
    return this.#call((api) => api.tables(), signal);
  }

  rotations(signal: AbortSignal): Promise<RotationTable | null> {
    return this.#call((api) => api.rotations(), signal);
  }

  debiased(signal: AbortSignal): Promise<DebiasedFigures | null> {
    return this.#call((api) => api.debiased(), signal);
  }

  spread(signal: AbortSignal): Promise<GuessSpread | null> {
    return this.#call((api) => api.spread(), signal);
  }

  end(): void {
    this.#client?.end();
  }

  #call<T>(make: (api: Remote<Figures>) => Promise<T>, signal: AbortSignal): Promise<T> {
    // Thrown before anything is sent, so that whoever calls knows that nothing was.
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    if (!this.#client) throw new AppError('unexpected', 'No run was given.');
    return this.#client.call(make, { signal });
  }
}

/** What the worker has. */
interface Given {
  readonly of: Figured;
  samples: number;
  readonly answers: Answer[];
}

/** Whether a run is the one that the worker has, perhaps with more answers. */
const isContinued = ({ of, answers }: Given, now: Figured): boolean =>
  of.runId === now.runId &&
  of.samples === now.samples &&
  of.sideTable === now.sideTable &&
  answers.every((answer, at) => answer === now.answers[at]);

function* slices<T>(things: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < things.length; from += slice) yield things.slice(from, from + slice);
}

const leanSample = ({
  ordinal,
  videoId,
  task,
  granularity,
  answerLocation,
  columns,
}: Sample): ScoredSample => ({ ordinal, videoId, task, granularity, answerLocation, columns });

/** Answers without what no figure needs; those shown the same frames share them, which are most of what is to be sent. */
function leanAnswers(answers: readonly Answer[]): FiguredAnswer[] {
  let shown: FiguredAnswer['frames'] = [];
  return answers.map((answer) => {
    if (!isSame(answer.frames, shown))
      shown = answer.frames.map(({ index, time }) => ({ index, time }));
    const { sample, rotation, options, correctOption, correctOptions, letter, outcome } = answer;
    const { reason, letterLogprobs, letterMass, text } = answer;
    return {
      ...{ sample, rotation, options, correctOption, correctOptions, letter, outcome },
      ...{ reason, letterLogprobs, letterMass, text },
      frames: shown,
    };
  });
}

const isSame = (frames: readonly FrameRecord[], shown: FiguredAnswer['frames']): boolean =>
  frames.length === shown.length &&
  frames.every(({ index, time }, at) => index === shown[at]?.index && time === shown[at].time);

import {
  AppError,
  asAppError,
  type Answer,
  type Dataset,
  type Fingerprint,
  type MediaMatch,
  type Run,
  type RunStatus,
  type Sample,
} from '../domain/index.js';
import type { FrameDecoder } from '../frames/index.js';
import { optionOrders } from '../prompt/index.js';
import type { Store } from '../store/index.js';
import { failedAnswer } from './answers.js';
import type { KeepThumbnails } from './given-media.js';
import { pendingOf, type KnownMedia, type Lane } from './lanes.js';
import { ModelGone } from './model-host.js';
import { ModelPool, type LoadModel } from './model-pool.js';
import { Tally, type Progress } from './progress.js';
import { FigureKeeper } from './run-figures.js';
import { askPending } from './run-loop.js';
import { answerCount, jobKey, type Job } from './schedule.js';

/** Where an execution keeps its runs' answers. */
export type AnswerStore = Pick<Store, 'answersOf' | 'putAnswer' | 'updateRun'>;

/** What an execution needs from outside; the page makes it, tests make their own. */
export interface Surroundings {
  readonly store: AnswerStore;
  readonly decoder: FrameDecoder;
  readonly dataset: Dataset;
  readonly media: MediaMatch;
  /** Loads a run's model afresh: first, and again after it was lost. Once for runs that ask the same. */
  readonly loadModel: LoadModel;
  readonly onProgress: (progress: Progress) => void;
  readonly onAnswer?: (answer: Answer) => void;
  /** Takes small pictures of the frames used, to be looked at later; absent: none are made. */
  readonly keepThumbnails?: KeepThumbnails | undefined;
}

/** What took a model down this often is stored as unscored, and the run goes on. */
const mostCrashes = 2;

/**
 * Executes runs on one data set to their end, a pause or a cancellation, video by video over all of them. What was
 * answered is always stored.
 */
export class Execution {
  readonly #runs: readonly Run[];
  readonly #around: Surroundings;
  readonly #models: ModelPool;
  readonly #abort = new AbortController();
  readonly #crashes = new Map<string, number>();
  /** Answers by run. */
  readonly #done = new Map<string, number>();
  readonly #figures = new FigureKeeper();
  #tally: Tally;
  #resume: (() => void) | null = null;
  #paused: Promise<void> | null = null;
  /** Questions that the work at hand is for. */
  #asking: readonly Job[] = [];

  constructor(runs: readonly Run[], around: Surroundings) {
    this.#runs = runs;
    this.#around = around;
    this.#models = new ModelPool(around.loadModel);
    this.#tally = new Tally(totalOf(runs), []);
  }

  /** The question at hand is finished first. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = new Promise((resolve) => {
      this.#resume = resolve;
    });
    this.#tally.stop();
    void this.#setStatus('paused', 'Paused.');
  }

  resume(): void {
    this.#resume?.();
    this.#resume = null;
    this.#paused = null;
    this.#tally.start();
    void this.#setStatus('running', '');
  }

  cancel(): void {
    this.#abort.abort();
    this.#resume?.();
  }

  /** Resolves with the status that runs which are not finished ended in. Never rejects: a failure is a status. */
  async execute(): Promise<RunStatus> {
    let ended: [RunStatus, string];
    try {
      await this.#askAll();
      ended = ['finished', ''];
    } catch (thrown) {
      const { code, message } = asAppError(thrown);
      ended = code === 'cancelled' ? ['cancelled', 'Cancelled.'] : ['paused', message];
    } finally {
      this.#models.end();
    }
    this.#tally.stop();
    await this.#setStatus(...ended);
    return ended[0];
  }

  async #askAll(): Promise<void> {
    const { dataset, media, decoder, keepThumbnails } = this.#around;
    const samples = new Map(dataset.samples.map((sample) => [sample.ordinal, sample]));
    const { signal } = this.#abort;
    this.#tally = new Tally(totalOf(this.#runs), (await this.#stored()).flat());
    for (;;) {
      this.#report('loading', 'Loading the model.');
      const answered = await this.#stored();
      for (const [i, run] of this.#runs.entries()) this.#done.set(run.id, answered[i]?.length ?? 0);
      const lanes: Lane[] = [];
      const open: (readonly Answer[])[] = [];
      for (const [i, run] of this.#runs.entries()) {
        if (this.#isDone(run)) continue;
        const model = await this.#models.of(run, signal);
        const known = knownMedia(answered[i] ?? [], samples);
        const orderOptions = optionOrders(dataset.samples, run.manifest.protocol);
        lanes.push({ run, model, known, orderOptions });
        open.push(answered[i] ?? []);
      }
      const pending = pendingOf(lanes, samples, open);
      if (pending.length === 0) return;
      await this.#setStatus(this.#paused ? 'paused' : 'running', '');
      if (!this.#paused) this.#tally.start();
      try {
        await askPending({
          pending,
          media,
          decoder,
          keepThumbnails,
          signal,
          whenResumed: () => this.#whenResumed(),
          alone: this.#crashes.size > 0,
          onBegin: (jobs) => {
            this.#asking = jobs;
          },
          onAnswer: (answer) => {
            const lane = lanes.find(({ run }) => run.id === answer.runId);
            if (lane) void this.#figures.sample(answer.runId, lane.model);
            return this.#keep(answer);
          },
        });
        return;
      } catch (thrown) {
        if (!(thrown instanceof ModelGone)) throw thrown;
        await this.#afterCrash(thrown);
      }
    }
  }

  #stored(): Promise<Answer[][]> {
    return Promise.all(this.#runs.map(({ id }) => this.#around.store.answersOf(id)));
  }

  #isDone(run: Run): boolean {
    return (this.#done.get(run.id) ?? 0) >= answerCount(run);
  }

  async #whenResumed(): Promise<void> {
    await this.#paused;
    if (this.#abort.signal.aborted) throw new AppError('cancelled', 'Cancelled.');
  }

  async #keep(answer: Answer): Promise<void> {
    await this.#around.store.putAnswer(answer);
    this.#asking = [];
    this.#done.set(answer.runId, (this.#done.get(answer.runId) ?? 0) + 1);
    this.#tally.add(answer.outcome);
    this.#figures.answered(answer.runId, this.#tally.workedMs);
    this.#around.onAnswer?.(answer);
    this.#report(this.#paused ? 'paused' : 'running', '');
  }

  /** Ends dead models; what took one down twice is given up: a question, or all of a video or an image. */
  async #afterCrash(error: ModelGone): Promise<void> {
    this.#models.sweep();
    const jobs = this.#asking;
    this.#asking = [];
    const key = jobs
      .map(({ run, sample, rotation }) => `${run.id} ${jobKey(sample.ordinal, rotation)}`)
      .join(' ');
    const crashes = (this.#crashes.get(key) ?? 0) + 1;
    this.#crashes.set(key, crashes);
    if (crashes < mostCrashes) return;
    if (jobs.length === 0) throw error;
    const nothing = { video: null, image: null };
    for (const job of jobs) await this.#keep(failedAnswer(job, nothing, error));
  }

  /** Runs that have all their answers are finished, however the others end. */
  async #setStatus(status: RunStatus, message: string): Promise<void> {
    this.#report(status, message);
    try {
      for (const run of this.#runs)
        await this.#around.store.updateRun(run.id, {
          ...(this.#isDone(run) ? { status: 'finished', message: '' } : { status, message }),
          figures: this.#figures.of(run, this.#tally.workedMs),
        });
    } catch (thrown) {
      this.#report(status, asAppError(thrown).message);
    }
  }

  #report(status: Progress['status'], message: string): void {
    const { done, correct, unscored, total, secondsLeft } = this.#tally;
    const runIds = this.#runs.map(({ id }) => id);
    const counts = { total, done, correct, unscored };
    this.#around.onProgress({ runIds, status, ...counts, secondsLeft, message });
  }
}

const totalOf = (runs: readonly Run[]): number =>
  runs.reduce((sum, run) => sum + answerCount(run), 0);

/** Fingerprints of the files that stored answers were made from. */
function knownMedia(answers: readonly Answer[], samples: ReadonlyMap<number, Sample>): KnownMedia {
  const videos = new Map<string, Fingerprint>();
  const images = new Map<number, Fingerprint>();
  for (const { sample, media } of answers) {
    const videoId = samples.get(sample)?.videoId;
    if (media.video && videoId !== undefined) videos.set(videoId, media.video);
    if (media.image) images.set(sample, media.image);
  }
  return { videos, images };
}

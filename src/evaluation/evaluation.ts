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
import type { Model } from '../model/index.js';
import type { Store } from '../store/index.js';
import { failedAnswer } from './answers.js';
import { ModelGone, ModelHost } from './model-host.js';
import { Tally, type Progress } from './progress.js';
import type { KeepThumbnails } from './pictures.js';
import { askPending, type KnownMedia } from './run-loop.js';
import { answerCount, jobKey, pendingVideos, type Job } from './schedule.js';

/** What an execution needs from outside; the page makes it, tests make their own. */
export interface Surroundings {
  readonly store: Store;
  readonly decoder: FrameDecoder;
  readonly dataset: Dataset;
  readonly media: MediaMatch;
  /** Loads the run's model afresh: first, and again after it was lost. */
  readonly loadModel: (signal: AbortSignal) => Promise<Model>;
  readonly onProgress: (progress: Progress) => void;
  readonly onAnswer?: (answer: Answer) => void;
  /** Takes small pictures of the frames used, to be looked at later; absent: none are made. */
  readonly keepThumbnails?: KeepThumbnails | undefined;
}

/** What took the model down this often is stored as unscored, and the run goes on. */
const mostCrashes = 2;

/** Executes one run to its end, a pause or a cancellation. What was answered is always stored. */
export class Execution {
  readonly #run: Run;
  readonly #around: Surroundings;
  readonly #abort = new AbortController();
  readonly #crashes = new Map<string, number>();
  #tally: Tally;
  #resume: (() => void) | null = null;
  #paused: Promise<void> | null = null;
  /** Questions that the work at hand is for. */
  #asking: readonly Job[] = [];
  #model: Model | null = null;

  constructor(run: Run, around: Surroundings) {
    this.#run = run;
    this.#around = around;
    this.#tally = new Tally(answerCount(run), []);
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

  /** Resolves with the status the run ended in. Never rejects: a failure is a status with its message. */
  async execute(): Promise<RunStatus> {
    let ended: [RunStatus, string];
    try {
      await this.#askAll();
      ended = ['finished', ''];
    } catch (thrown) {
      const { code, message } = asAppError(thrown);
      ended = code === 'cancelled' ? ['cancelled', 'Cancelled.'] : ['paused', message];
    } finally {
      this.#model?.end();
    }
    this.#tally.stop();
    await this.#setStatus(...ended);
    return ended[0];
  }

  async #askAll(): Promise<void> {
    const { store, dataset, media, decoder, keepThumbnails } = this.#around;
    const samples = new Map(dataset.samples.map((sample) => [sample.ordinal, sample]));
    const stored = await store.answersOf(this.#run.id);
    this.#tally = new Tally(answerCount(this.#run), stored);
    for (;;) {
      this.#report('loading', 'Loading the model.');
      const answered = await store.answersOf(this.#run.id);
      const pending = pendingVideos(this.#run, samples, answered);
      if (pending.length === 0) return;
      this.#model = await this.#around.loadModel(this.#abort.signal);
      await this.#setStatus(this.#paused ? 'paused' : 'running', '');
      if (!this.#paused) this.#tally.start();
      try {
        await askPending({
          run: this.#run,
          pending,
          media,
          decoder,
          keepThumbnails,
          model: new ModelHost(this.#model),
          known: knownMedia(answered, samples),
          signal: this.#abort.signal,
          whenResumed: () => this.#whenResumed(),
          alone: this.#crashes.size > 0,
          onBegin: (jobs) => {
            this.#asking = jobs;
          },
          onAnswer: (answer) => this.#keep(answer),
        });
        return;
      } catch (thrown) {
        if (!(thrown instanceof ModelGone)) throw thrown;
        await this.#afterCrash(thrown);
      }
    }
  }

  async #whenResumed(): Promise<void> {
    await this.#paused;
    if (this.#abort.signal.aborted) throw new AppError('cancelled', 'Cancelled.');
  }

  async #keep(answer: Answer): Promise<void> {
    await this.#around.store.putAnswer(answer);
    this.#asking = [];
    this.#tally.add(answer.outcome);
    this.#around.onAnswer?.(answer);
    this.#report(this.#paused ? 'paused' : 'running', '');
  }

  /** Ends the dead model; what took it down twice is given up: a question, or all of a video or an image. */
  async #afterCrash(error: ModelGone): Promise<void> {
    this.#model?.end();
    this.#model = null;
    const jobs = this.#asking;
    this.#asking = [];
    const key = jobs.map(({ sample, rotation }) => jobKey(sample.ordinal, rotation)).join(' ');
    const crashes = (this.#crashes.get(key) ?? 0) + 1;
    this.#crashes.set(key, crashes);
    if (crashes < mostCrashes) return;
    if (jobs.length === 0) throw error;
    const nothing = { video: null, image: null };
    for (const { sample, rotation } of jobs)
      await this.#keep(failedAnswer(this.#run, sample, rotation, nothing, error));
  }

  async #setStatus(status: RunStatus, message: string): Promise<void> {
    this.#report(status, message);
    try {
      await this.#around.store.updateRun(this.#run.id, { status, message });
    } catch (thrown) {
      this.#report(status, asAppError(thrown).message);
    }
  }

  #report(status: Progress['status'], message: string): void {
    const { done, correct, unscored, total, secondsLeft } = this.#tally;
    const runId = this.#run.id;
    this.#around.onProgress({
      runId,
      status,
      total,
      done,
      correct,
      unscored,
      secondsLeft,
      message,
    });
  }
}

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

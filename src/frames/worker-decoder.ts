import { AppError, asAppError, type VideoInfo } from '../domain/index.js';
import { WorkerClient, type CallOptions } from '../lib/index.js';
import type { Frame, FrameDecoder, FrameRequest, OpenOptions } from './decoder.js';
import type { DecodeWorkerApi } from './serve-decoder.js';

/** How long opening may take: starting, and reading all of the file on a slow disk. */
export interface OpenDeadline {
  readonly startMs: number;
  readonly bytesPerMs: number;
}

/** A pass over a long video in a container that cannot be sought in takes minutes. */
const frameDeadlineMs = (info: VideoInfo): number => 2 * 60_000 + info.n * 50;

/** After these the worker is busy with what nobody wants, or no worker any more. */
const isFatal = ({ code }: AppError): boolean =>
  code === 'cancelled' || code === 'timeout' || code === 'worker-crashed';

/**
 * One decoder in a worker of its own, started by the first `open`, ended when it hangs or is no longer wanted; the next
 * `open` starts another.
 */
export class WorkerDecoder implements FrameDecoder {
  readonly #workerUrl: string;
  readonly #name: string;
  readonly #deadline: OpenDeadline;
  #worker: WorkerClient<DecodeWorkerApi> | null = null;
  #open: { readonly info: VideoInfo; readonly file: File } | null = null;

  /** @param workerUrl of a module that calls `serveDecoder`; @param name shown in errors */
  constructor(workerUrl: string, name: string, deadline: OpenDeadline) {
    this.#workerUrl = workerUrl;
    this.#name = name;
    this.#deadline = deadline;
  }

  async open(file: File, { signal }: OpenOptions = {}): Promise<VideoInfo> {
    this.#open = null;
    if (!this.#worker?.alive)
      this.#worker = new WorkerClient<DecodeWorkerApi>(this.#workerUrl, this.#name);
    const { startMs, bytesPerMs } = this.#deadline;
    const options = { signal, deadlineMs: startMs + file.size / bytesPerMs };
    const info = await this.#call(file, (worker) => worker.call((api) => api.open(file), options));
    this.#open = { info, file };
    return info;
  }

  async *frames(
    requests: readonly FrameRequest[],
    signal?: AbortSignal,
  ): AsyncGenerator<Frame, void, undefined> {
    if (!this.#open) throw new AppError('unexpected', 'Open a video before asking for its frames.');
    const { info, file } = this.#open;
    const outside = requests.find(({ index }) => !(index in info.times));
    if (outside)
      throw new RangeError(`${file.name} has ${info.n} frames, none with index ${outside.index}.`);
    const options: CallOptions = { signal, deadlineMs: frameDeadlineMs(info) };
    const next = () => this.#call(file, (worker) => worker.call((api) => api.next(), options));
    let pending = true;
    try {
      await this.#call(file, (worker) => worker.call((api) => api.start(requests), options));
      let ahead = next();
      for (;;) {
        const made = await ahead.catch((thrown: unknown) => {
          pending = false;
          throw thrown;
        });
        if (!made) {
          pending = false;
          return;
        }
        ahead = next();
        ahead.catch(() => undefined); // Awaited in the next round, if there is one.
        yield* made;
      }
    } finally {
      // Left early: the worker is decoding a frame that nobody will take.
      if (pending) this.close();
    }
  }

  close(): void {
    this.#worker?.end();
    this.#worker = null;
    this.#open = null;
  }

  async #call<T>(
    { name }: File,
    make: (worker: WorkerClient<DecodeWorkerApi>) => Promise<T>,
  ): Promise<T> {
    const worker = this.#worker;
    if (!worker) throw new AppError('cancelled', `Decoding ${name} was cancelled.`);
    try {
      return await make(worker);
    } catch (thrown) {
      const error = asAppError(thrown);
      if (isFatal(error) && this.#worker === worker) this.close();
      if (error.code !== 'timeout' && error.code !== 'worker-crashed') throw error;
      throw new AppError(
        error.code,
        `Decoding ${name} failed: ${error.message} Try again, or convert the video to H.264 in MP4.`,
        {
          cause: error,
        },
      );
    }
  }
}

import { AppError, asAppError, type VideoInfo } from '../domain/index.js';
import ffmpegWorkerUrl from './decode.worker.js?worker&url';
import type { Frame, FrameDecoder, FrameRequest, OpenOptions } from './decoder.js';
import webcodecsWorkerUrl from './webcodecs.worker.js?worker&url';
import { WorkerDecoder } from './worker-decoder.js';

/** Containers that mediabunny does not read: asking it would only cost time. */
const onlyFfmpeg = /\.(avi|divx|wmv|asf|flv|f4v|mpg|mpeg|m2v|vob|gif|rm|rmvb|ogv)$/i;

/** ffmpeg.wasm has to be fetched and compiled, and may have to decode a long video to list it. */
const deadlines = {
  webcodecs: { startMs: 30_000, bytesPerMs: 20_000 },
  ffmpeg: { startMs: 5 * 60_000, bytesPerMs: 2_000 },
};

/** Times of one picture by two decoders differ less, in seconds: containers round to milliseconds. */
const sameTime = 1e-3 + 1e-9;

/** One error that gives both decoders' reasons; what is wrong with the file itself weighs most. */
function neither({ name }: File, webcodecs: AppError, ffmpeg: AppError): AppError {
  const code = webcodecs.code === 'corrupt-video' ? 'corrupt-video' : ffmpeg.code;
  const message = `${name} cannot be decoded. ffmpeg.wasm: ${ffmpeg.message} The browser: ${webcodecs.message}`;
  return new AppError(code, message, { cause: ffmpeg, detail: ffmpeg.detail });
}

const isSameVideo = (a: VideoInfo, b: VideoInfo): boolean =>
  a.n === b.n &&
  a.width === b.width &&
  a.height === b.height &&
  a.times.every((time, i) => Math.abs(time - (b.times[i] ?? Infinity)) < sameTime);

interface Opened {
  readonly file: File;
  readonly info: VideoInfo;
  readonly decoder: WorkerDecoder;
  /** Who takes over when it fails. */
  readonly other: WorkerDecoder | null;
}

/** The browser's own decoder where it can, else ffmpeg.wasm, which is loaded only then. */
class ChoosingDecoder implements FrameDecoder {
  readonly #webcodecs = new WorkerDecoder(webcodecsWorkerUrl, 'WebCodecs', deadlines.webcodecs);
  readonly #ffmpeg = new WorkerDecoder(ffmpegWorkerUrl, 'ffmpeg.wasm', deadlines.ffmpeg);
  #open: Opened | null = null;

  async open(file: File, { signal, decoder = 'auto' }: OpenOptions = {}): Promise<VideoInfo> {
    this.#open = null;
    if (decoder === 'ffmpeg' || (decoder === 'auto' && onlyFfmpeg.test(file.name)))
      return this.#openIn(this.#ffmpeg, file, { signal });
    if (decoder === 'webcodecs') return this.#openIn(this.#webcodecs, file, { signal });
    try {
      return await this.#openIn(this.#webcodecs, file, { signal }, this.#ffmpeg);
    } catch (thrown) {
      const refused = asAppError(thrown);
      // A file that is damaged is so for both.
      if (refused.code === 'cancelled' || refused.code === 'corrupt-video') throw refused;
      return await this.#openIn(this.#ffmpeg, file, { signal }).catch((alsoThrown: unknown) => {
        const also = asAppError(alsoThrown);
        throw also.code === 'cancelled' ? also : neither(file, refused, also);
      });
    }
  }

  async *frames(
    requests: readonly FrameRequest[],
    signal?: AbortSignal,
  ): AsyncGenerator<Frame, void, undefined> {
    const opened = this.#open;
    if (!opened) throw new AppError('unexpected', 'Open a video before asking for its frames.');
    let reached = -1;
    try {
      for await (const frame of opened.decoder.frames(requests, signal)) {
        reached = frame.index;
        yield frame;
      }
    } catch (thrown) {
      const failed = asAppError(thrown);
      if (!opened.other || failed.code === 'cancelled' || thrown instanceof RangeError)
        throw thrown;
      await this.#fallOver(opened, opened.other, failed, signal);
      const lacking = requests.filter(({ index }) => index > reached);
      try {
        yield* opened.other.frames(lacking, signal);
      } catch (alsoThrown) {
        const also = asAppError(alsoThrown);
        throw also.code === 'cancelled' ? also : neither(opened.file, failed, also);
      }
    }
  }

  close(): void {
    this.#open = null;
    this.#webcodecs.close();
    this.#ffmpeg.close();
  }

  async #openIn(
    decoder: WorkerDecoder,
    file: File,
    { signal }: OpenOptions,
    other: WorkerDecoder | null = null,
  ): Promise<VideoInfo> {
    // Only one of them holds a video, and ffmpeg.wasm its memory.
    (decoder === this.#ffmpeg ? this.#webcodecs : this.#ffmpeg).close();
    const info = await decoder.open(file, { signal });
    this.#open = { file, info, decoder, other };
    return info;
  }

  /** @throws AppError when the other decoder does not see the same video: its indices would mean other pictures */
  async #fallOver(
    { file, info }: Opened,
    other: WorkerDecoder,
    failed: AppError,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    let also: AppError;
    try {
      const seen = await this.#openIn(other, file, { signal });
      if (isSameVideo(seen, info)) return;
      also = new AppError('decode-failed', `it shows ${seen.n} frames instead of ${info.n}.`);
    } catch (thrown) {
      also = asAppError(thrown);
    }
    this.close();
    throw also.code === 'cancelled' ? also : neither(file, failed, also);
  }
}

/** A decoder for the page: everything heavy runs in workers of its own, started by the first `open` that needs them. */
export const createFrameDecoder = (): FrameDecoder => new ChoosingDecoder();

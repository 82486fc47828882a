import {
  type AppError,
  asAppError,
  defaultProtocol,
  type DecoderChoice,
  type FrameHeight,
  type FrameRecord,
  type Sampling,
  type VideoInfo,
} from '../../domain/index.js';
import { createFrameDecoder, encodePng, planFrames, type Frame } from '../../frames/index.js';
import { readHeight, whole } from './settings.svelte.js';

/** Which frames of a video to take, at which height, by which decoder. */
export interface FrameWish {
  readonly frames: number;
  readonly height: FrameHeight;
  readonly sampling: Sampling;
  readonly decoder: DecoderChoice;
}

export interface TakenFrame extends FrameRecord {
  /** Name of its PNG file: its place among those taken, from 1, and its index in the video. */
  readonly file: string;
  readonly png: Blob;
  /** Since the frame before it came; the first: since frames were asked for. */
  readonly milliseconds: number;
}

/** What was taken of one video. */
export interface TakenFrames {
  readonly video: string;
  readonly wish: FrameWish;
  readonly info: VideoInfo;
  /** How many frames the plan has. */
  readonly planned: number;
  readonly frames: readonly TakenFrame[];
  /** `frames`: until the last frame came, PNG files of those before it included; `total`: until its own was written. */
  readonly milliseconds: {
    readonly open: number;
    readonly frames: number;
    readonly total: number;
  };
}

const fileName = (place: number, index: number): string =>
  `frame-${String(place).padStart(4, '0')}-index-${String(index).padStart(6, '0')}.png`;

/** Takes frames of any video, outside of a run and with a decoder of its own. */
export class FrameTool {
  file: File | null = $state.raw(null);
  frames: number | null = $state(defaultProtocol.frames);
  height = $state('native');
  sampling = $state(defaultProtocol.sampling);
  decoder = $state(defaultProtocol.decoder);
  phase: 'idle' | 'opening' | 'decoding' | 'done' | 'cancelled' | 'failed' = $state('idle');
  error: AppError | null = $state.raw(null);
  taken: TakenFrames | null = $state.raw(null);
  readonly #decoder = createFrameDecoder();
  #stop: AbortController | null = null;

  readonly busy = $derived(this.phase === 'opening' || this.phase === 'decoding');

  readonly problems: readonly string[] = $derived.by(() => [
    ...whole(this.frames, 'Frames', 1, 1024),
    ...(readHeight(this.height) === null
      ? ['Frame height: "native", or a whole number of pixels from 8 to 4320.']
      : []),
  ]);

  /** Takes the frames that are asked for; what goes wrong is in `error`, and the frames before it are kept. */
  async take(): Promise<void> {
    const { file, frames, sampling, decoder } = this;
    const height = readHeight(this.height);
    if (this.busy || !file || frames === null || height === null || this.problems.length > 0)
      return;
    const { signal } = (this.#stop = new AbortController());
    this.error = null;
    this.taken = null;
    this.phase = 'opening';
    try {
      await this.#take(file, { frames, height, sampling, decoder }, signal);
      this.phase = 'done';
    } catch (thrown) {
      const error = asAppError(thrown);
      this.phase = error.code === 'cancelled' ? 'cancelled' : 'failed';
      if (error.code !== 'cancelled') this.error = error;
    } finally {
      await this.#decoder.close();
    }
  }

  cancel(): void {
    this.#stop?.abort();
  }

  async #take(file: File, wish: FrameWish, signal: AbortSignal): Promise<void> {
    const started = performance.now();
    const info = await this.#decoder.open(file, { signal, decoder: wish.decoder });
    const opened = performance.now();
    const indices = planFrames(info.times, wish.frames, wish.sampling);
    const requests = indices.map((index) => ({ index, heights: [wish.height] }));
    this.phase = 'decoding';
    let last = opened;
    const show = (frames: readonly TakenFrame[]) => {
      const milliseconds = {
        open: opened - started,
        frames: last - opened,
        total: performance.now() - started,
      };
      this.taken = { video: file.name, wish, info, planned: indices.length, frames, milliseconds };
    };
    show([]);
    let writing: Promise<TakenFrame> | null = null;
    for await (const frame of this.#decoder.frames(requests, signal)) {
      const came = performance.now();
      const milliseconds = came - last;
      last = came;
      if (writing) show([...(this.taken?.frames ?? []), await writing]);
      const place = (this.taken?.frames.length ?? 0) + 1;
      writing = asPng(frame, place, milliseconds);
      // Awaited in the next round or after the last.
      writing.catch(() => undefined);
    }
    if (writing) show([...(this.taken?.frames ?? []), await writing]);
  }
}

async function asPng(
  { index, time, decoder, picture }: Frame,
  place: number,
  milliseconds: number,
): Promise<TakenFrame> {
  const file = fileName(place, index);
  return { index, time, decoder, milliseconds, file, png: await encodePng(picture) };
}

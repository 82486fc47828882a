import { AppError, asAppError } from '../domain/index.js';
import { neededPackets } from './needed-packets.js';
import type { Source } from './webcodecs-source.js';

/** Pictures that may wait to be taken: hardware decoders have few to give. */
const mostWaiting = 3;

/** Packets given to the decoder ahead of its work: enough for it to go on while pictures are converted. */
const mostQueued = 64;

export interface DecodedFrame {
  readonly index: number;
  /** The taker closes it. */
  readonly frame: VideoFrame;
}

/** The time of a packet as decoders carry it: whole microseconds. */
const inMicroseconds = (time: number): number => Math.round(1e6 * time);

/** A picture that is wanted. */
interface Target {
  readonly index: number;
  /** Among the packets. */
  readonly place: number;
}

/**
 * One VideoDecoder and what goes in and comes out: the packets of all targets one after another, without
 * waiting in between, so that it is never idle; out come the targets, ascending.
 */
class Pipeline {
  readonly #source: Source;
  readonly #wanted: ReadonlyMap<number, number>;
  readonly #decoder: VideoDecoder;
  readonly #waiting: DecodedFrame[] = [];
  #failure: unknown = null;
  #fed = false;
  #ended = false;
  #wake: () => void = () => undefined;
  #changed: Promise<void> = Promise.resolve();

  constructor(source: Source, targets: readonly Target[], config: VideoDecoderConfig) {
    this.#source = source;
    this.#wanted = new Map(
      targets.map(({ index, place }) => [inMicroseconds(source.packets[place]?.time ?? 0), index]),
    );
    this.#arm();
    this.#decoder = new VideoDecoder({
      output: (frame) => {
        const index = this.#wanted.get(frame.timestamp);
        if (index === undefined || this.#ended) frame.close();
        else this.#waiting.push({ index, frame });
        this.#signal();
      },
      error: (error) => {
        this.#failure ??= error;
        this.#signal();
      },
    });
    this.#decoder.addEventListener('dequeue', () => {
      this.#signal();
    });
    this.#decoder.configure(config);
    void this.#feed(targets.map(({ place }) => place));
  }

  /** A target, ascending, or null when none comes any more. @throws what the decoder or the packets threw */
  async next(): Promise<DecodedFrame | null> {
    for (;;) {
      const frame = this.#waiting.shift();
      if (frame) {
        this.#signal();
        return frame;
      }
      if (this.#failure !== null) throw this.#failure as Error;
      if (this.#fed) return null;
      await this.#changed;
    }
  }

  end(): void {
    this.#ended = true;
    for (const { frame } of this.#waiting) frame.close();
    this.#waiting.length = 0;
    if (this.#decoder.state !== 'closed') this.#decoder.close();
    this.#signal();
  }

  #arm(): void {
    this.#changed = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #signal(): void {
    this.#wake();
    this.#arm();
  }

  async #feed(places: readonly number[]): Promise<void> {
    let broken: unknown = null;
    try {
      for await (const { packet, flushBefore } of neededPackets(this.#source, places)) {
        if (flushBefore) await this.#decoder.flush();
        while (!this.#stopped() && this.#isFull()) await this.#changed;
        if (this.#stopped()) break;
        const { type, timestamp, data } = packet;
        this.#decoder.decode(
          new EncodedVideoChunk({ type, timestamp: inMicroseconds(timestamp), data }),
        );
      }
    } catch (thrown) {
      broken = thrown;
    }
    // What went in before something broke still comes out.
    if (!this.#stopped())
      await this.#decoder.flush().catch((thrown: unknown) => {
        broken ??= thrown;
      });
    this.#failure ??= broken;
    this.#fed = true;
    this.#signal();
  }

  #stopped(): boolean {
    return this.#ended || this.#failure !== null;
  }

  #isFull(): boolean {
    return this.#decoder.decodeQueueSize >= mostQueued || this.#waiting.length >= mostWaiting;
  }
}

/** A target by itself, from its key frame, in software where that can be had; nothing that comes after can spoil it. */
async function decodeAlone(source: Source, target: Target): Promise<DecodedFrame> {
  const software = { ...source.config, hardwareAcceleration: 'prefer-software' } as const;
  const { supported } = await VideoDecoder.isConfigSupported(software);
  const pipeline = new Pipeline(source, [target], supported ? software : source.config);
  try {
    const decoded = await pipeline.next();
    if (decoded) return decoded;
    throw new AppError('decode-failed', 'the decoder left it out');
  } catch (cause) {
    throw new AppError(
      'corrupt-video',
      `${source.file.name} is damaged at or before frame ${target.index} (${asAppError(cause).message}). Download or copy it again.`,
      { cause },
    );
  } finally {
    pipeline.end();
  }
}

/**
 * Decodes pictures, each from its key frame or from where the decoder stands. After a failure, the picture that
 * failed is tried once more by itself.
 * @param indices ascending, distinct, 0 to n - 1
 * @throws AppError `corrupt-video` naming the frame
 */
export async function* decodeFrames(
  source: Source,
  indices: readonly number[],
): AsyncGenerator<DecodedFrame, void> {
  const targets = indices.map((index) => ({ index, place: source.places[index] ?? 0 }));
  for (let done = 0; done < targets.length; done++) {
    const pipeline = new Pipeline(source, targets.slice(done), source.config);
    try {
      while (done < targets.length) {
        const decoded = await pipeline.next().catch(() => null);
        if (!decoded) break;
        if (decoded.index !== targets[done]?.index) {
          decoded.frame.close();
          break;
        }
        yield decoded;
        done++;
      }
    } finally {
      pipeline.end();
    }
    const missing = targets[done];
    if (missing) yield await decodeAlone(source, missing);
  }
}

import {
  AppError,
  asAppError,
  needsFrames,
  type FrameHeight,
  type FrameRecord,
  type Fingerprint,
  type MediaFile,
  type VideoInfo,
} from '../domain/index.js';
import { planFrames, type Frame, type FrameDecoder } from '../frames/index.js';
import type { PictureHandle } from '../model/index.js';
import { EncodedUnits, type Encoded, type Use } from './encoded-units.js';
import { encodingUnits, unitKey, type EncodingUnit } from './encoding-units.js';
import { checkedFingerprint, keepThumbnailsOf, type KeepThumbnails } from './given-media.js';
import type { Lane } from './lanes.js';

/** The encoded frames of a video as one run takes them, ready to be asked about. */
export interface EncodedVideo {
  readonly frames: readonly FrameRecord[];
  readonly handles: readonly PictureHandle[];
  readonly media: Fingerprint | null;
  /** Seconds, as the file states it; null: it does not, or none is shown. */
  readonly duration: number | null;
  /** Opening the video and waiting for its frames; a frame decoded while another is encoded costs no wait. */
  readonly decodeMs: number;
  /** Of the frames that no lane before this one needed of the same model. */
  readonly encodeMs: number;
}

/** The video of conditions that show none. */
const noVideo: EncodedVideo = {
  ...{ frames: [], handles: [], media: null, duration: null },
  ...{ decodeMs: 0, encodeMs: 0 },
};

/** Pictures on their way to the models at a time: more would only fill the memory. */
const inFlight = 3;

export interface VideoTools {
  readonly decoder: FrameDecoder;
  /** Takes small pictures of the frames used, to be looked at later; absent: none are made. */
  readonly keepThumbnails?: KeepThumbnails | undefined;
  readonly signal: AbortSignal;
}

/** The frames that one lane takes. */
interface Wanted {
  readonly lane: Lane;
  readonly plan: readonly number[];
  /** The plan's frames as the model takes them in. */
  readonly units: readonly EncodingUnit[];
  readonly height: FrameHeight;
  /** Of the file, as `EncodedVideo` has it. */
  readonly duration: number | null;
}

/** Features of one video as its runs take them. */
export class VideoFeatures {
  readonly #units = new EncodedUnits();
  readonly #videos = new Map<string, EncodedVideo>();

  /**
   * Decodes each frame that the lanes need once, in all the heights they need, and encodes it once a model and
   * height as it comes; the decoder works on the next one meanwhile. A model that cannot encode fails its own
   * lanes only. On failure of all nothing stays encoded.
   * @param media null: the video was not given
   * @throws AppError of the decoder, `missing-media`, `changed-media`, `cancelled`, and `ModelGone`
   */
  static async of(
    media: MediaFile | undefined,
    videoId: string,
    lanes: readonly Lane[],
    tools: VideoTools,
  ): Promise<VideoFeatures> {
    const features = new VideoFeatures();
    try {
      await features.#fill(media, videoId, lanes, tools);
      return features;
    } catch (thrown) {
      await features.release();
      throw asAppError(thrown, 'decode-failed');
    }
  }

  /** @throws AppError where its model failed on a frame */
  videoOf({ run, model }: Lane): EncodedVideo {
    const failure = this.#units.failureOf(model);
    if (failure && needsFrames(run.manifest.protocol.condition)) throw failure;
    return this.#videos.get(run.id) ?? noVideo;
  }

  release(): Promise<void> {
    return this.#units.release();
  }

  async #fill(
    media: MediaFile | undefined,
    videoId: string,
    lanes: readonly Lane[],
    tools: VideoTools,
  ): Promise<void> {
    const shown = lanes.filter(({ run }) => needsFrames(run.manifest.protocol.condition));
    if (shown.length === 0) return;
    if (!media)
      throw new AppError(
        'missing-media',
        `The video of ${videoId} was not given. Add it and resume.`,
      );
    const known = shown.map((lane) => lane.known.videos.get(videoId));
    const print = await checkedFingerprint(media, known);
    for (const decoder of new Set(shown.map(({ run }) => run.manifest.protocol.decoder))) {
      const openedAt = performance.now();
      const info = await tools.decoder.open(media.file, { signal: tools.signal, decoder });
      const wanted = shown
        .filter(({ run }) => run.manifest.protocol.decoder === decoder)
        .map((lane) => wantedOf(lane, info));
      await this.#decode(wanted, print, openedAt, tools);
    }
  }

  async #decode(
    wanted: readonly Wanted[],
    print: Fingerprint,
    openedAt: number,
    { decoder, keepThumbnails, signal }: VideoTools,
  ): Promise<void> {
    const records = new Map<number, FrameRecord>();
    const thumbnails: { index: number; file: Blob }[] = [];
    const encoding: Promise<void>[] = [];
    let waitingSince = openedAt;
    let decodeMs = 0;
    try {
      const requests = requestsOf(wanted, keepThumbnails !== undefined);
      for await (const frame of decoder.frames(requests, signal)) {
        decodeMs += performance.now() - waitingSince;
        const { index, time, thumbnail } = frame;
        records.set(index, { index, time, decoder: frame.decoder });
        if (thumbnail) thumbnails.push({ index, file: thumbnail });
        const encoded = this.#units.take(frame, usesOf(frame, wanted), signal);
        encoded.catch(() => undefined); // Awaited below: a failure now is not an unhandled one.
        encoding.push(encoded);
        await encoding.at(-inFlight);
        waitingSince = performance.now();
      }
      await Promise.all(encoding);
    } catch (thrown) {
      await Promise.allSettled(encoding);
      throw thrown;
    }
    if (keepThumbnails && thumbnails.length > 0)
      void keepThumbnailsOf(print.sha256, thumbnails, keepThumbnails);
    const counted = new Set<Encoded>();
    for (const [i, one] of wanted.entries())
      this.#videos.set(
        one.lane.run.id,
        this.#collect(one, records, print, i === 0 ? decodeMs : 0, counted),
      );
  }

  /** @param counted features whose time went to another lane already */
  #collect(
    { lane, plan, units, height, duration }: Wanted,
    records: ReadonlyMap<number, FrameRecord>,
    media: Fingerprint,
    decodeMs: number,
    counted: Set<Encoded>,
  ): EncodedVideo {
    const frames = plan.flatMap((index) => records.get(index) ?? []);
    const encoded = units.flatMap(
      (unit) => this.#units.of(lane.model, unitKey(unit, height)) ?? [],
    );
    let encodeMs = 0;
    for (const one of encoded) {
      if (!counted.has(one)) encodeMs += one.encodeMs;
      counted.add(one);
    }
    const handles = encoded.map(({ handle }) => handle);
    return { frames, handles, media, duration, decodeMs, encodeMs };
  }
}

/** Each model and unit once that a frame is part of. */
function usesOf({ index, height }: Frame, wanted: readonly Wanted[]): Use[] {
  const uses: Use[] = [];
  for (const one of wanted) {
    const unit = one.units.find(({ frames }) => frames.includes(index));
    if (one.height !== height || !unit) continue;
    const { model } = one.lane;
    const key = unitKey(unit, height);
    if (!uses.some((use) => use.model === model && use.key === key))
      uses.push({ model, unit, key });
  }
  return uses;
}

function wantedOf(lane: Lane, { times, fileDuration: duration }: VideoInfo): Wanted {
  const { frames, sampling, height, frameInput } = lane.run.manifest.protocol;
  const plan = planFrames(times, frames, sampling);
  return { lane, plan, units: encodingUnits(plan, frameInput), height, duration };
}

/** Each frame once, in all the heights that a lane takes it in. */
function requestsOf(wanted: readonly Wanted[], thumbnail: boolean) {
  const heights = new Map<number, Set<FrameHeight>>();
  for (const { plan, height } of wanted)
    for (const index of plan) heights.set(index, (heights.get(index) ?? new Set()).add(height));
  return Array.from(heights, ([index, at]) => ({ index, heights: [...at], thumbnail }));
}

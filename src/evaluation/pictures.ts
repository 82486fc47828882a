import {
  asAppError,
  AppError,
  needsFrames,
  type Fingerprint,
  type FrameRecord,
  type MediaFile,
  type Protocol,
} from '../domain/index.js';
import { decodeImage, planFrames, type FrameDecoder } from '../frames/index.js';
import { fingerprint } from '../lib/index.js';
import type { PictureHandle } from '../model/index.js';
import type { Thumbnail } from '../store/index.js';
import type { ModelHost } from './model-host.js';

/** Encoded pictures of one file, ready to be asked about. */
export interface EncodedVideo {
  readonly frames: readonly FrameRecord[];
  readonly handles: readonly PictureHandle[];
  readonly media: Fingerprint | null;
  /** Opening the video and waiting for its frames; a frame decoded while another is encoded costs no wait. */
  readonly decodeMs: number;
  readonly encodeMs: number;
}

/** The video of conditions that show none. */
const noVideo: EncodedVideo = { frames: [], handles: [], media: null, decodeMs: 0, encodeMs: 0 };

/** What the frames of a video are made and used with. */
export interface PictureTools {
  readonly decoder: FrameDecoder;
  readonly model: ModelHost;
  /** Takes small pictures of the frames used, to be looked at later; absent: none are made. */
  readonly keepThumbnails?: KeepThumbnails | undefined;
}

/** @param video the SHA-256 of its fingerprint */
export type KeepThumbnails = (video: string, thumbnails: readonly Thumbnail[]) => Promise<void>;

/** Pictures on their way to the model at a time: more would only fill the memory. */
const inFlight = 3;

/**
 * Checks a file against the fingerprint an earlier part of the run stored.
 * @throws AppError `changed-media`
 */
export async function checkedFingerprint(
  { file, path }: MediaFile,
  known: Fingerprint | undefined,
): Promise<Fingerprint> {
  const now = await fingerprint(file);
  if (known && (known.size !== now.size || known.sha256 !== now.sha256))
    throw new AppError(
      'changed-media',
      `${path} is not the file this run began with (size or contents differ). Give the same file, or start a new run.`,
    );
  return now;
}

/**
 * Decodes the frames that a protocol takes of a video and encodes each as it comes; the decoder works on
 * the next one meanwhile. On failure nothing stays encoded.
 * @throws AppError of the decoder or the model, `changed-media`, `cancelled`
 */
export async function encodeVideo(
  media: MediaFile | undefined,
  videoId: string,
  protocol: Protocol,
  tools: PictureTools,
  known: Fingerprint | undefined,
  signal: AbortSignal,
): Promise<EncodedVideo> {
  if (!needsFrames(protocol.condition)) return noVideo;
  if (!media)
    throw new AppError(
      'missing-media',
      `The video of ${videoId} was not given. Add it and resume.`,
    );
  const print = await checkedFingerprint(media, known);
  let waitingSince = performance.now();
  const info = await tools.decoder.open(media.file, { signal, decoder: protocol.decoder });
  const plan = planFrames(info.times, protocol.frames, protocol.sampling);
  const thumbnail = tools.keepThumbnails !== undefined;
  const requests = plan.map((index) => ({ index, heights: [protocol.height], thumbnail }));
  const frames: FrameRecord[] = [];
  const thumbnails: { index: number; file: Blob }[] = [];
  const encoding: Promise<{ handle: PictureHandle; encodeMs: number }>[] = [];
  let decodeMs = 0;
  try {
    for await (const frame of tools.decoder.frames(requests, signal)) {
      decodeMs += performance.now() - waitingSince;
      frames.push({ index: frame.index, time: frame.time, decoder: frame.decoder });
      if (frame.thumbnail) thumbnails.push({ index: frame.index, file: frame.thumbnail });
      const encoded = tools.model.encode(frame.picture, 'whole', signal);
      encoded.catch(() => undefined); // Awaited below: a failure now is not an unhandled one.
      encoding.push(encoded);
      await encoding.at(-inFlight);
      waitingSince = performance.now();
    }
    const pictures = await Promise.all(encoding);
    if (thumbnails.length > 0) void keep(thumbnails, print.sha256, tools);
    return {
      frames,
      handles: pictures.map(({ handle }) => handle),
      media: print,
      decodeMs,
      encodeMs: pictures.reduce((sum, picture) => sum + picture.encodeMs, 0),
    };
  } catch (thrown) {
    const settled = await Promise.allSettled(encoding);
    const made = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.handle] : []));
    await tools.model.release(made);
    throw asAppError(thrown, 'decode-failed');
  }
}

/** Never fails a run: what cannot be stored is decoded again when somebody looks. */
async function keep(
  thumbnails: readonly { readonly index: number; readonly file: Blob }[],
  video: string,
  { keepThumbnails }: PictureTools,
): Promise<void> {
  try {
    const files = thumbnails.map(async ({ index, file }) => ({
      index,
      webp: new Uint8Array(await file.arrayBuffer()),
    }));
    await keepThumbnails?.(video, await Promise.all(files));
  } catch (thrown) {
    console.warn(`The thumbnails of a video were not kept: ${asAppError(thrown).message}`);
  }
}

export interface EncodedImage {
  readonly handle: PictureHandle;
  readonly media: Fingerprint;
  readonly encodeMs: number;
}

/** @throws AppError `corrupt-image`, `missing-media`, `changed-media`, `cancelled`, and the model's */
export async function encodeImage(
  media: MediaFile | undefined,
  imageName: string,
  protocol: Protocol,
  model: ModelHost,
  known: Fingerprint | undefined,
  signal: AbortSignal,
): Promise<EncodedImage> {
  if (!media)
    throw new AppError('missing-media', `The image ${imageName} was not given. Add it and resume.`);
  const print = await checkedFingerprint(media, known);
  const treatment = protocol.imageSplitting ? 'split' : 'whole';
  const picture = await decodeImage(media.file);
  const { handle, encodeMs } = await model.encode(picture, treatment, signal);
  return { handle, media: print, encodeMs };
}

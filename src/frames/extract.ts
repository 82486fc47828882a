import { AppError } from '../domain/index.js';
import { input, type FfmpegCore } from './ffmpeg-core.js';
import { frameBytes, pixelFormat, type PixelFormat } from './pixel-format.js';
import { seekTime, type Presentation } from './presentation.js';
import type { VideoStream } from './probe.js';

/** A file opened for decoding. */
export interface OpenVideo {
  readonly file: File;
  readonly core: FfmpegCore;
  readonly stream: VideoStream;
  readonly presentation: Presentation;
  /** Whether single frames can be sought; else they come out of passes over the whole video. */
  readonly seek: boolean;
}

export interface RawFrame {
  readonly index: number;
  /** One frame in the stream's pixel format, or RGB (`pixelFormat`). */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Raw frames that may lie in ffmpeg's memory after one pass. */
const mostBytesPerPass = 128 * 1024 * 1024;

/** Errors after which decoders patch up a damaged picture, and return 0 all the same; of a decoder, not of a title. */
const patchedUp =
  /^\[\w+ @ .*(error while decoding MB|concealing \d+|damaged|block unavailable|overread)/i;

/**
 * Errors that lose a picture or what it is made from. In a pass they may lie before the first decodable picture, as
 * where a broadcast was cut; after a seek to a key frame they may not.
 */
const lost =
  /^Error while decoding stream|^\[\w+ @ .*(Invalid data found|Invalid NAL|existing PPS)/i;

const decoding = (video: OpenVideo, format: PixelFormat): readonly string[] => [
  ...['-map', `0:${video.stream.index}`, '-vsync', 'passthrough'],
  ...['-c:v', 'rawvideo', ...(format.kind === 'rgb' ? ['-pix_fmt', 'rgb24'] : [])],
];

/** Presentation time as told by ffmpeg's showinfo filter, in seconds from the point sought. */
function shownTime(log: readonly string[]): number | null {
  const line = log.find(
    (text) => text.startsWith('[Parsed_showinfo') && text.includes('pts_time:'),
  );
  const time = Number.parseFloat(/pts_time:\s*(\S+)/.exec(line ?? '')?.[1] ?? '');
  return Number.isFinite(time) ? time : null;
}

/** @throws AppError `corrupt-video` when the log tells of damage on the way to this frame */
function refuseDamage({ file, seek }: OpenVideo, index: number, log: readonly string[]): void {
  const wrong = log.find((line) => patchedUp.test(line) || (seek && lost.test(line)));
  if (wrong !== undefined)
    throw new AppError(
      'corrupt-video',
      `${file.name} is damaged at or before frame ${index} (${wrong.trim()}). Download or copy it again.`,
    );
}

/** @throws AppError `decode-failed` when it is not exactly one frame */
function complete(
  { file, stream }: OpenVideo,
  index: number,
  bytes: Uint8Array<ArrayBuffer> | null,
): RawFrame {
  const expected = frameBytes(pixelFormat(stream.pixelFormat), stream.width, stream.height);
  if (bytes?.length !== expected)
    throw new AppError(
      'decode-failed',
      `Frame ${index} of ${file.name} could not be decoded (${bytes?.length ?? 0} bytes instead of ${expected}). Check that it plays, or convert it to H.264 in MP4.`,
    );
  return { index, bytes };
}

/**
 * Whether the picture shown `after` the point sought is the one sought, and not its neighbour. ffmpeg counts from the
 * point sought; from the start it counts from whatever track begins first, and there is nothing to mistake.
 */
function isSought(
  { times }: Presentation,
  index: number,
  sought: number | null,
  after: number | null,
): boolean {
  if (sought === null) return true;
  if (after === null) return false;
  const time = times[index] ?? 0;
  const next = times[index + 1] ?? time + 2 * (time - sought);
  // Containers round to milliseconds.
  return Math.abs(sought + after - time) < Math.max(Math.min(next - time, time - sought) / 2, 1e-3);
}

/** One run of ffmpeg: decodes from the key frame before. @returns null where seeking leads elsewhere */
async function soughtFrame(video: OpenVideo, index: number): Promise<RawFrame | null> {
  const { core, presentation } = video;
  const at = seekTime(presentation, index);
  const seek = at === null ? [] : ['-seek_timestamp', '1', '-ss', at.toFixed(6)];
  const { code, log } = await core.run([
    ...['-hide_banner', '-noautorotate', ...seek, '-i', input],
    ...decoding(video, pixelFormat(video.stream.pixelFormat)),
    ...['-vf', 'showinfo=checksum=0', '-frames:v', '1', '-f', 'rawvideo', '/frame'],
  ]);
  const bytes = await core.read('/frame');
  refuseDamage(video, index, log);
  if (code === 0 && !isSought(presentation, index, at, shownTime(log))) return null;
  return complete(video, index, code === 0 ? bytes : null);
}

/** One pass over the video up to the last frame asked for. */
async function* passedFrames(
  video: OpenVideo,
  indices: readonly number[],
): AsyncGenerator<RawFrame> {
  const ordinals = indices.map((index) => `eq(n,${index + video.presentation.skipped})`);
  const { code, log } = await video.core.run([
    ...['-hide_banner', '-v', 'error', '-noautorotate', '-i', input],
    ...decoding(video, pixelFormat(video.stream.pixelFormat)),
    ...['-vf', `select=${ordinals.join('+').replaceAll(',', '\\,')}`],
    ...['-frames:v', String(indices.length), '-f', 'image2', '/frame-%d'],
  ]);
  for (const [i, index] of indices.entries()) {
    const bytes = await video.core.read(`/frame-${i + 1}`);
    refuseDamage(video, index, log);
    yield complete(video, index, code === 0 ? bytes : null);
  }
}

/** As few passes as memory allows. */
async function* passes(video: OpenVideo, indices: readonly number[]): AsyncGenerator<RawFrame> {
  const { width, height, pixelFormat: name } = video.stream;
  const perPass = Math.floor(mostBytesPerPass / frameBytes(pixelFormat(name), width, height));
  for (let start = 0; start < indices.length; start += Math.max(1, perPass))
    yield* passedFrames(video, indices.slice(start, start + Math.max(1, perPass)));
}

/**
 * Decodes frames in ascending order, raw and not yet upright. Bounded: one frame at a time where the video can
 * be sought in, else `mostBytesPerPass` at most. Where seeking proves inexact, the rest comes out of passes.
 * @param indices ascending, distinct, 0 to n - 1
 * @throws AppError `corrupt-video`, `decode-failed`
 */
export async function* extractFrames(
  video: OpenVideo,
  indices: readonly number[],
): AsyncGenerator<RawFrame> {
  let sought = 0;
  while (video.seek && sought < indices.length) {
    const frame = await soughtFrame(video, indices[sought] ?? 0);
    if (!frame) break;
    yield frame;
    sought++;
  }
  yield* passes({ ...video, seek: false }, indices.slice(sought));
}

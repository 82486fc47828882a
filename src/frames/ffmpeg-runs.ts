import { AppError } from '../domain/index.js';
import type { FfmpegCore } from './ffmpeg-core.js';
import { lost, patchedUp, shown } from './ffmpeg-log.js';
import { fed, input, output, type Finished } from './ffmpeg-task.js';
import { frameBytes, pixelFormat } from './pixel-format.js';
import { seekTime, type Presentation } from './presentation.js';
import type { VideoStream } from './probe.js';
import type { FilePacket } from './probe-pictures.js';

/** A file opened for decoding. */
export interface OpenVideo {
  readonly file: File;
  readonly core: FfmpegCore;
  readonly stream: VideoStream;
  readonly presentation: Presentation;
  /** Where they tell the presentation, single frames can be sought; else they come out of passes over the whole video. */
  readonly packets: readonly FilePacket[] | null;
}

export interface RawFrame {
  readonly index: number;
  /** One frame in the stream's pixel format, or RGB (`pixelFormat`). */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Decoders that order pictures as their headers say; others guess from the first packets. */
const ordered = ['h264', 'hevc', 'vp9'];

/** Options stay set from run to run of one core: each that some run sets, every run sets. */
const options = ({
  log = 'info',
  probing = true,
  copyTimes = false,
}: {
  readonly log?: 'info' | 'error';
  readonly probing?: boolean;
  readonly copyTimes?: boolean;
}): readonly string[] => [
  ...['-hide_banner', '-nostats', '-v', log, '-noautorotate'],
  probing ? '-find_stream_info' : '-nofind_stream_info',
  copyTimes ? '-copyts' : '-nocopyts',
];

export const bytesPerFrame = ({ stream }: OpenVideo): number =>
  frameBytes(pixelFormat(stream.pixelFormat), stream.width, stream.height);

const decoding = ({ stream }: OpenVideo, track: number): readonly string[] => [
  ...['-map', `0:${track}`, '-vsync', 'passthrough', '-c:v', 'rawvideo'],
  ...(pixelFormat(stream.pixelFormat).kind === 'rgb' ? ['-pix_fmt', 'rgb24'] : []),
];

/** The filter that lets pictures through by a variable of its expressions. */
const selected = (name: 'n' | 'pts', values: readonly number[]): string =>
  `select=${values.map((value) => `eq(${name}\\,${value})`).join('+')}`;

/** @throws AppError `corrupt-video` when the log tells of damage on the way to these frames */
function refuseDamage({ file }: OpenVideo, index: number, wrong: string | undefined): void {
  if (wrong !== undefined)
    throw new AppError(
      'corrupt-video',
      `${file.name} is damaged at or before frame ${index} (${wrong.trim()}). Download or copy it again.`,
    );
}

/** @throws AppError `decode-failed` when it is not exactly one frame */
function complete(
  video: OpenVideo,
  index: number,
  bytes: Uint8Array<ArrayBuffer> | undefined,
): RawFrame {
  const expected = bytesPerFrame(video);
  if (bytes?.length !== expected)
    throw new AppError(
      'decode-failed',
      `Frame ${index} of ${video.file.name} could not be decoded (${bytes?.length ?? 0} bytes instead of ${expected}). Check that it plays, or convert it to H.264 in MP4.`,
    );
  return { index, bytes };
}

const completeAll = (
  video: OpenVideo,
  indices: readonly number[],
  { code, pieces }: Finished,
): readonly RawFrame[] =>
  indices.map((index, i) => complete(video, index, code === 0 ? pieces[i] : undefined));

/**
 * Decodes pictures out of a small video made of their packets alone.
 * @param packets a Matroska file; @param ticks of the pictures in it
 * @returns null where what comes out leaves any doubt
 */
export async function decodeFed(
  video: OpenVideo,
  indices: readonly number[],
  packets: Uint8Array<ArrayBuffer>,
  ticks: readonly number[],
): Promise<readonly RawFrame[] | null> {
  const { codec } = video.stream;
  const finished = await video.core.run(
    [
      ...options({ probing: !ordered.includes(codec), copyTimes: true }),
      // Waits for as many pictures as may be out of order, where the stream does not say how many are.
      ...(codec === 'h264' ? ['-strict', 'strict'] : []),
      ...['-f', 'matroska', '-i', fed, ...decoding(video, 0)],
      ...['-vf', `${selected('pts', ticks)},showinfo=checksum=0`, '-f', 'rawvideo', output],
    ],
    bytesPerFrame(video),
    packets,
  );
  const { code, log, pieces } = finished;
  const times = shown(log, 'pts');
  const doubt =
    code !== 0 ||
    log.some((line) => patchedUp.test(line) || lost.test(line)) ||
    pieces.length !== ticks.length ||
    times.length !== ticks.length ||
    times.some((time, i) => time !== ticks[i]);
  return doubt ? null : completeAll(video, indices, finished);
}

/**
 * ffmpeg's own description of the track, in a Matroska file with the first packet: it knows how each codec's is written.
 * @returns null where Matroska cannot hold it
 */
export async function describeTrack({ core, stream }: OpenVideo): Promise<Uint8Array | null> {
  const { pieces } = await core.run(
    [
      ...[...options({ log: 'error', probing: false }), '-i', input],
      ...['-map', `0:${stream.index}`, '-c', 'copy', '-map_metadata', '-1', '-map_chapters', '-1'],
      // Written as it comes, so that no length of the whole is in it.
      ...['-frames:v', '1', '-live', '1', '-f', 'matroska', output],
    ],
    1024 * 1024,
  );
  return pieces[0] ?? null;
}

/**
 * Whether the picture shown `after` the point sought is the one sought, and not its neighbour. ffmpeg counts from the
 * point sought; from the start it counts from whatever track begins first, and there is nothing to mistake.
 */
function isSought(
  { times }: Presentation,
  index: number,
  sought: number | null,
  after: number | undefined,
): boolean {
  if (sought === null) return true;
  if (after === undefined) return false;
  const time = times[index] ?? 0;
  const before = times[index - 1] ?? time - 2 * (time - sought);
  const next = times[index + 1] ?? time + 2 * (time - sought);
  // Containers round to milliseconds.
  return Math.abs(sought + after - time) < Math.max(Math.min(next - time, time - before) / 2, 1e-3);
}

/**
 * Decodes pictures in one run from the key frame before the first of them.
 * @returns null where seeking leads elsewhere
 * @throws AppError `corrupt-video`, `decode-failed`
 */
export async function decodeSought(
  video: OpenVideo,
  indices: readonly number[],
): Promise<readonly RawFrame[] | null> {
  const { core, presentation } = video;
  const [first = 0] = indices;
  const at = seekTime(presentation, first);
  const seek = at === null ? [] : ['-seek_timestamp', '1', '-ss', at.toFixed(6)];
  const ordinals = indices.map((index) => index - first);
  const finished = await core.run(
    [
      ...[...options({}), ...seek, '-i', input],
      ...decoding(video, video.stream.index),
      ...['-vf', `${selected('n', ordinals)},showinfo=checksum=0`],
      ...['-frames:v', String(indices.length), '-f', 'rawvideo', output],
    ],
    bytesPerFrame(video),
  );
  const { code, log } = finished;
  const wrong = log.find((line) => patchedUp.test(line) || lost.test(line));
  refuseDamage(video, first, wrong);
  const times = shown(log, 'pts_time');
  if (code === 0 && !indices.every((index, i) => isSought(presentation, index, at, times[i])))
    return null;
  return completeAll(video, indices, finished);
}

/**
 * Decodes pictures in one pass over the video from its start to the last of them.
 * @throws AppError `corrupt-video`, `decode-failed`
 */
export async function decodePassing(
  video: OpenVideo,
  indices: readonly number[],
): Promise<readonly RawFrame[]> {
  const ordinals = indices.map((index) => index + video.presentation.skipped);
  const finished = await video.core.run(
    [
      ...[...options({ log: 'error' }), '-i', input],
      ...decoding(video, video.stream.index),
      ...['-vf', selected('n', ordinals), '-frames:v', String(indices.length)],
      ...['-f', 'rawvideo', output],
    ],
    bytesPerFrame(video),
  );
  refuseDamage(
    video,
    indices[0] ?? 0,
    finished.log.find((line) => patchedUp.test(line)),
  );
  return completeAll(video, indices, finished);
}

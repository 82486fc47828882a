import * as v from 'valibot';
import { AppError, type ErrorDetail } from '../domain/index.js';
import { knowsMatrix } from './colour.js';
import type { FfmpegCore } from './ffmpeg-core.js';
import { orientationOf, type Orientation } from './orientation.js';

const probed = v.object({
  format: v.optional(v.object({ format_name: v.optional(v.string(), '') })),
  streams: v.optional(
    v.array(
      v.object({
        index: v.number(),
        codec_type: v.optional(v.string(), 'unknown'),
        codec_name: v.optional(v.string(), 'unknown'),
        width: v.optional(v.number(), 0),
        height: v.optional(v.number(), 0),
        pix_fmt: v.optional(v.string(), ''),
        color_space: v.optional(v.string()),
        color_range: v.optional(v.string()),
        avg_frame_rate: v.optional(v.string(), '0/0'),
        nb_frames: v.optional(v.string()),
        duration: v.optional(v.string()),
        disposition: v.optional(v.object({ attached_pic: v.optional(v.number(), 0) })),
        sample_aspect_ratio: v.optional(v.string(), '0:1'),
        side_data_list: v.optional(
          v.array(v.object({ displaymatrix: v.optional(v.string()) })),
          [],
        ),
      }),
    ),
    [],
  ),
});

const shownEntries = [
  'format=format_name',
  'stream=index,codec_type,codec_name,width,height,pix_fmt,color_space,color_range,avg_frame_rate,nb_frames,duration,sample_aspect_ratio',
  'stream_disposition=attached_pic',
  'stream_side_data=displaymatrix',
].join(':');

/** A file's video track as its container and the first packets describe it. */
export interface VideoStream {
  /** Of the track among all tracks. */
  readonly index: number;
  readonly codec: string;
  /** As decoded, before rotation, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: string;
  readonly matrix: string | undefined;
  readonly range: string | undefined;
  readonly orientation: Orientation;
  /** Width over height of one pixel as decoded, before rotation. */
  readonly pixelAspect: number;
  /** Pictures a second on average. */
  readonly frameRate: number;
  /** Packets that an MP4's index lists, and the seconds they last; null in other containers, which guess at them. */
  readonly promised: { readonly packets: number; readonly duration: number } | null;
  /** Seeking by presentation time is exact in MP4, MOV, Matroska and WebM only (measured). */
  readonly container: 'mp4' | 'matroska' | 'other';
}

export const corrupt = (file: string, what: string): AppError =>
  new AppError('corrupt-video', `${file} ${what}. Download or copy it again.`);

const unsupported = (file: string, what: string, detail?: ErrorDetail): AppError =>
  new AppError('unsupported-video', `${file} ${what}. Convert it to H.264 in MP4 and give that.`, {
    detail,
  });

/** ffprobe prints a display matrix as three lines of an offset, a colon and three numbers. */
const printedMatrix = (text: string): number[] =>
  text
    .split('\n')
    .flatMap((line) => line.split(':')[1]?.trim().split(/\s+/) ?? [])
    .map(Number);

export const number = (text: string | undefined): number | null => {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : null;
};

function rate(fraction: string): number {
  const [pictures = 0, seconds = 0] = fraction.split('/').map(Number);
  return pictures > 0 && seconds > 0 ? pictures / seconds : 25;
}

/**
 * Finds a file's video track.
 * @throws AppError `corrupt-video` when it is no media file; `unsupported-video` when it has no video track or one that
 *   cannot be decoded here
 */
export async function probeStream(core: FfmpegCore, file: File): Promise<VideoStream> {
  if (file.size === 0) throw corrupt(file.name, 'is empty (0 bytes)');
  const { text } = await core.probe(['-v', 'error', '-show_entries', shownEntries, '-of', 'json']);
  const { format, streams } = parsed(text);
  if (!format || streams.length === 0) throw corrupt(file.name, 'cannot be read as a video');
  const videos = streams.filter(
    ({ codec_type, disposition }) => codec_type === 'video' && !disposition?.attached_pic,
  );
  const [stream] = videos;
  if (!stream) {
    const others = streams.map(({ codec_type, codec_name }) => `${codec_type} (${codec_name})`);
    throw unsupported(file.name, `has no video track, only ${others.join(', ')}`, 'no-video-track');
  }
  if (/_pipe$|^image2$|^tty$/.test(format.format_name))
    throw unsupported(
      file.name,
      `is not a video but a ${stream.codec_name} file`,
      'no-video-track',
    );
  if (stream.codec_name === 'av1')
    throw unsupported(file.name, 'is AV1, which this decoder cannot decode');
  if (stream.width === 0 || stream.height === 0 || stream.pix_fmt === '')
    throw corrupt(file.name, `has a ${stream.codec_name} track in which no picture can be found`);
  if (!knowsMatrix(stream.color_space) && stream.color_space !== 'gbr')
    throw unsupported(
      file.name,
      `has colours in ${stream.color_space ?? ''}, which are not known here`,
    );
  const matrix = stream.side_data_list.find((data) => data.displaymatrix)?.displaymatrix ?? '';
  const [across = 0, down = 0] = stream.sample_aspect_ratio.split(':').map(Number);
  const [packets, duration] = [number(stream.nb_frames), number(stream.duration)];
  const isMp4 = /\bmp4\b/.test(format.format_name);
  return {
    index: stream.index,
    codec: stream.codec_name,
    width: stream.width,
    height: stream.height,
    pixelFormat: stream.pix_fmt,
    matrix: stream.color_space,
    range: stream.color_range,
    orientation: orientationOf(printedMatrix(matrix)),
    pixelAspect: across > 0 && down > 0 ? across / down : 1,
    frameRate: rate(stream.avg_frame_rate),
    promised: isMp4 && packets !== null && duration !== null ? { packets, duration } : null,
    container: isMp4 ? 'mp4' : /\bmatroska\b/.test(format.format_name) ? 'matroska' : 'other',
  };
}

function parsed(output: string): v.InferOutput<typeof probed> {
  try {
    return v.parse(probed, JSON.parse(output));
  } catch {
    return { streams: [] };
  }
}

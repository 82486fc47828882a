import { AppError, asAppError, type Picture, type VideoInfo } from '../domain/index.js';
import { exposeInWorker, transfer } from '../lib/index.js';
import { yuvToRgb } from './colour.js';
import type { Frame, FrameRequest } from './decoder.js';
import { extractFrames, type OpenVideo, type RawFrame } from './extract.js';
import { FfmpegCore } from './ffmpeg-core.js';
import { pixelFormat } from './pixel-format.js';
import { probePresentation, probeStream } from './probe.js';
import { toHeight } from './resample.js';
import { rotate } from './rotate.js';

let video: OpenVideo | null = null;
let frames: AsyncGenerator<readonly Frame[]> | null = null;

function letGo(): void {
  video?.core.end();
  video = null;
  frames = null;
}

async function open(file: File): Promise<VideoInfo> {
  letGo();
  const core = new FfmpegCore(file);
  try {
    const stream = await probeStream(core, file);
    const { presentation, byPackets } = await probePresentation(core, file, stream);
    const { times, duration } = presentation;
    const ascending = times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0));
    video = { file, core, stream, presentation, seek: stream.seekable && byPackets && ascending };
    const sideways = stream.rotation % 180 !== 0;
    return {
      n: times.length,
      times,
      width: sideways ? stream.height : stream.width,
      height: sideways ? stream.width : stream.height,
      rotation: stream.rotation,
      pixelAspect: 1,
      codec: stream.codec,
      duration,
      decoder: 'ffmpeg',
    };
  } catch (thrown) {
    core.end();
    throw asAppError(thrown, 'decode-failed');
  }
}

function upright({ stream }: OpenVideo, { bytes }: RawFrame): Picture {
  const { width, height } = stream;
  const format = pixelFormat(stream.pixelFormat);
  const picture =
    format.kind === 'rgb'
      ? { width, height, data: bytes }
      : yuvToRgb(bytes, format, width, height, stream);
  return rotate(picture, stream.rotation);
}

async function* decoded(
  opened: OpenVideo,
  requests: readonly FrameRequest[],
): AsyncGenerator<readonly Frame[]> {
  const heights = new Map<number, Set<Frame['height']>>();
  for (const request of requests)
    heights.set(
      request.index,
      new Set([...(heights.get(request.index) ?? []), ...request.heights]),
    );
  const indices = [...heights.keys()].sort((a, b) => a - b);
  for await (const raw of extractFrames(opened, indices)) {
    const native = upright(opened, raw);
    const { index } = raw;
    const time = opened.presentation.times[index] ?? 0;
    yield Array.from(heights.get(index) ?? [], (height) => {
      return {
        index,
        time,
        decoder: 'ffmpeg',
        height,
        picture: toHeight(native, height),
        thumbnail: null,
      };
    });
  }
}

const api = {
  /** The page makes one call at a time, `next` of one iteration apart: see ffmpeg-decoder.ts. */
  open,
  start(requests: readonly FrameRequest[]): void {
    if (!video) throw new AppError('unexpected', 'No video is open.');
    frames = decoded(video, requests);
  },
  /** All heights of the next index; null after the last. */
  async next(): Promise<readonly Frame[] | null> {
    const result = await frames?.next();
    if (!result || result.done) return null;
    return transfer(
      result.value,
      result.value.map(({ picture }) => picture.data.buffer),
    );
  },
  close: letGo,
};

export type DecodeWorkerApi = typeof api;

exposeInWorker(api);

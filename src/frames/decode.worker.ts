import { asAppError, type Picture } from '../domain/index.js';
import { yuvToRgb } from './colour.js';
import { extractFrames } from './extract.js';
import { FfmpegCore } from './ffmpeg-core.js';
import type { OpenVideo, RawFrame } from './ffmpeg-runs.js';
import { upright } from './orientation.js';
import { pixelFormat } from './pixel-format.js';
import { probePictures } from './probe-pictures.js';
import { probeStream } from './probe.js';
import { serveDecoder, type OpenedVideo, type TrackInfo } from './serve-decoder.js';

/** ffmpeg.wasm as a decode worker. */

async function open(file: File): Promise<OpenedVideo> {
  const core = new FfmpegCore(file);
  try {
    const stream = await probeStream(core, file);
    const { presentation, packets } = await probePictures(core, file, stream);
    const { times, duration } = presentation;
    const video: OpenVideo = { file, core, stream, presentation, packets };
    const sideways = stream.orientation.rotation % 180 !== 0;
    const info: TrackInfo = {
      n: times.length,
      times,
      width: sideways ? stream.height : stream.width,
      height: sideways ? stream.width : stream.height,
      rotation: stream.orientation.rotation,
      pixelAspect: sideways ? 1 / stream.pixelAspect : stream.pixelAspect,
      codec: stream.codec,
      duration,
      decoder: 'ffmpeg',
    };
    return {
      info,
      pictures: (indices) => pictures(video, indices),
      end: () => {
        core.end();
      },
    };
  } catch (thrown) {
    core.end();
    throw asAppError(thrown, 'decode-failed');
  }
}

function pictureOf({ stream }: OpenVideo, { bytes }: RawFrame): Picture {
  const { width, height } = stream;
  const format = pixelFormat(stream.pixelFormat);
  const picture =
    format.kind === 'rgb'
      ? { width, height, data: bytes }
      : yuvToRgb(bytes, format, width, height, stream);
  return upright(picture, stream.orientation);
}

async function* pictures(
  video: OpenVideo,
  indices: readonly number[],
): ReturnType<OpenedVideo['pictures']> {
  for await (const raw of extractFrames(video, indices))
    yield { index: raw.index, picture: pictureOf(video, raw) };
}

serveDecoder(open);

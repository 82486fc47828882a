import { AppError, asAppError, type Picture } from '../domain/index.js';
import { upright } from './orientation.js';
import { decodeFrames } from './packet-decoder.js';
import { serveDecoder, type OpenedVideo, type TrackInfo } from './serve-decoder.js';
import type { Structure } from './structure.js';
import { rgbOf } from './video-frame.js';
import { openSource, type Source } from './webcodecs-source.js';

/** mediabunny and a VideoDecoder as a decode worker. */

interface Size {
  readonly width: number;
  readonly height: number;
}

const sizeOf = ({ visibleRect }: VideoFrame): Size => ({
  width: visibleRect?.width ?? 0,
  height: visibleRect?.height ?? 0,
});

async function open(file: File, structure: Structure): Promise<OpenedVideo> {
  if (typeof VideoDecoder === 'undefined')
    throw new AppError('unsupported-video', `This browser has no VideoDecoder for ${file.name}.`);
  const source = await openSource(file, structure);
  try {
    const size = await firstSize(source);
    const { presentation, orientation, pixelAspect } = source;
    const sideways = orientation.rotation % 180 !== 0;
    const info: TrackInfo = {
      n: presentation.times.length,
      times: presentation.times,
      width: sideways ? size.height : size.width,
      height: sideways ? size.width : size.height,
      rotation: orientation.rotation,
      pixelAspect: sideways ? 1 / pixelAspect : pixelAspect,
      codec: source.codec,
      duration: presentation.duration,
      decoder: 'webcodecs',
    };
    return { info, pictures: (indices) => pictures(source, size, indices), end: source.close };
  } catch (thrown) {
    source.close();
    throw asAppError(thrown, 'decode-failed');
  }
}

/** Whether the browser really decodes it shows in the first picture, and so does its size. */
async function firstSize(source: Source): Promise<Size> {
  try {
    for await (const { frame } of decodeFrames(source, [0])) {
      try {
        await rgbOf(frame, source.tags, source.file.name);
        return sizeOf(frame);
      } finally {
        frame.close();
      }
    }
  } catch (cause) {
    // Damage or a decoder that promised too much: the other decoder can tell.
    const { message } = asAppError(cause);
    throw new AppError('decode-failed', message, { cause });
  }
  throw new AppError('decode-failed', `${source.file.name} gave no picture.`);
}

async function* pictures(
  source: Source,
  { width, height }: Size,
  indices: readonly number[],
): ReturnType<OpenedVideo['pictures']> {
  for await (const { index, frame } of decodeFrames(source, indices)) {
    let picture: Picture;
    try {
      picture = await rgbOf(frame, source.tags, source.file.name);
    } finally {
      frame.close();
    }
    if (picture.width !== width || picture.height !== height)
      throw new AppError(
        'unsupported-video',
        `${source.file.name} changes its size at or before frame ${index}. Convert it to H.264 in MP4 and give that.`,
      );
    yield { index, picture: upright(picture, source.orientation) };
  }
}

serveDecoder(open);

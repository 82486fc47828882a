import { AppError, type Picture } from '../domain/index.js';
import { exposeInWorker, transfer } from '../lib/index.js';
import { imageSource } from './images/kinds.js';
import type { DecodedPixels, ImageSource } from './images/source.js';
import { upright, type Orientation } from './orientation.js';

/** Places of red, green, blue and alpha among a pixel's 4 bytes. */
const placesOf: Readonly<Record<string, DecodedPixels['places']>> = {
  RGBA: [0, 1, 2, 3],
  RGBX: [0, 1, 2, 3],
  BGRA: [2, 1, 0, 3],
  BGRX: [2, 1, 0, 3],
};

const corrupt = (name: string, cause?: unknown) =>
  new AppError(
    'corrupt-image',
    `${name} cannot be read as an image: it is damaged, cut off, or none of PNG, JPEG, WebP, GIF, BMP and AVIF. Download or copy it again.`,
    { cause },
  );

async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size === 0)
    throw new AppError(
      'corrupt-image',
      `${file.name} is empty (0 bytes). Download or copy it again.`,
    );
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new AppError(
      'missing-media',
      `${file.name} can no longer be read: it was moved, deleted or changed. Give it again.`,
      { cause },
    );
  }
}

/** What the browser has read itself, for AVIF; not in TypeScript's library yet. It turns first, then mirrors. */
function orientationOf(frame: VideoFrame): Orientation {
  const { rotation = 0, flip = false } = frame as { rotation?: number; flip?: boolean };
  return { mirrored: flip, rotation: flip ? (360 - rotation) % 360 : rotation };
}

/**
 * A canvas would premultiply, and so lose, what lies under transparency; a VideoFrame hands out the decoder's
 * own bytes, before the file's orientation is applied.
 */
async function decodeSource(name: string, source: ImageSource): Promise<Picture> {
  const bitmap = await createImageBitmap(new Blob([source.bytes]), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  }).catch((cause: unknown) => {
    throw corrupt(name, cause);
  });
  const frame = new VideoFrame(bitmap, { timestamp: 0 });
  bitmap.close();
  try {
    const { codedWidth: width, codedHeight: height, format } = frame;
    const places = placesOf[format ?? ''];
    if (!places)
      throw new AppError(
        'unexpected',
        `This browser decodes ${name} to ${format ?? 'an unnamed format'}, which is not known here. Convert it to PNG.`,
      );
    const bytes = new Uint8Array(frame.allocationSize());
    const [layout] = await frame.copyTo(bytes);
    const { offset, stride } = layout ?? { offset: 0, stride: width * 4 };
    const picture = source.toPicture({ width, height, bytes, offset, stride, places });
    return upright(picture, source.orientation ?? orientationOf(frame));
  } finally {
    frame.close();
  }
}

async function decode(file: File): Promise<Picture> {
  const bytes = await bytesOf(file);
  try {
    const source = imageSource(bytes);
    if (!source) throw corrupt(file.name);
    const picture = 'bytes' in source ? await decodeSource(file.name, source) : source;
    return transfer(picture, [picture.data.buffer]);
  } catch (thrown) {
    // The file ends before what it announces, or announces more pixels than are read.
    throw thrown instanceof RangeError ? corrupt(file.name, thrown) : thrown;
  }
}

const api = { decode };

export type ImageWorkerApi = typeof api;

exposeInWorker(api);

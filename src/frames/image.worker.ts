import { AppError, type Picture } from '../domain/index.js';
import { exposeInWorker, transfer } from '../lib/index.js';

/** Places of red, green and blue among a pixel's 4 bytes. */
const channels: Readonly<Record<string, readonly [number, number, number]>> = {
  RGBA: [0, 1, 2],
  RGBX: [0, 1, 2],
  BGRA: [2, 1, 0],
  BGRX: [2, 1, 0],
};

async function bitmapOf(file: File): Promise<ImageBitmap> {
  if (file.size === 0)
    throw new AppError(
      'corrupt-image',
      `${file.name} is empty (0 bytes). Download or copy it again.`,
    );
  try {
    return await createImageBitmap(file, {
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
    });
  } catch (cause) {
    throw new AppError(
      'corrupt-image',
      `${file.name} cannot be read as an image: it is damaged, cut off, or none of PNG, JPEG, WebP, GIF, BMP and AVIF. Download or copy it again.`,
      { cause },
    );
  }
}

/**
 * A canvas would premultiply, and so lose, what lies under transparency; a VideoFrame hands out the decoder's
 * own bytes, before the EXIF orientation is applied.
 */
async function decode(file: File): Promise<Picture> {
  const bitmap = await bitmapOf(file);
  const frame = new VideoFrame(bitmap, { timestamp: 0 });
  bitmap.close();
  try {
    const { codedWidth: width, codedHeight: height, format } = frame;
    const places = channels[format ?? ''];
    if (!places)
      throw new AppError(
        'unexpected',
        `This browser decodes ${file.name} to ${format ?? 'an unnamed format'}, which is not known here. Convert it to PNG.`,
      );
    const pixels = new Uint8Array(frame.allocationSize());
    const [layout] = await frame.copyTo(pixels);
    const { offset, stride } = layout ?? { offset: 0, stride: width * 4 };
    const [red, green, blue] = places;
    const data = new Uint8Array(width * height * 3);
    for (let y = 0, out = 0; y < height; y++) {
      let at = offset + y * stride;
      for (let x = 0; x < width; x++, at += 4) {
        data[out++] = pixels[at + red] ?? 0;
        data[out++] = pixels[at + green] ?? 0;
        data[out++] = pixels[at + blue] ?? 0;
      }
    }
    return transfer({ width, height, data }, [data.buffer]);
  } finally {
    frame.close();
  }
}

const api = { decode };

export type ImageWorkerApi = typeof api;

exposeInWorker(api);

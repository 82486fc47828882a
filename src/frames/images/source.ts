import type { Picture } from '../../domain/index.js';
import type { Orientation } from '../orientation.js';

/** Pixels as the browser hands them out: 4 bytes each, rows `stride` bytes apart. */
export interface DecodedPixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
  /** Where the first row begins. */
  readonly offset: number;
  readonly stride: number;
  /** Places of red, green, blue and alpha among a pixel's bytes. */
  readonly places: readonly [number, number, number, number];
}

/**
 * What of an image file the browser decodes: reduced to what makes pixels, so that no browser finds anything to
 * manage, turn, blend or animate.
 */
export interface ImageSource {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As the file tells it; null: only the browser can read that. */
  readonly orientation: Orientation | null;
  readonly toPicture: (decoded: DecodedPixels) => Picture;
}

export const asItLies: Orientation = { mirrored: false, rotation: 0 };

/** Pillow takes more for an attack: twice its `Image.MAX_IMAGE_PIXELS`. */
const mostPixels = 178_956_970;

/** How many pixels a picture has. @throws RangeError where that is more than Pillow reads */
export function pixelCount(width: number, height: number): number {
  if (width * height <= mostPixels) return width * height;
  throw new RangeError(`${width} x ${height} pixels are more than are read.`);
}

/** Drops alpha; it is not blended. */
export function dropAlpha(decoded: DecodedPixels): Picture {
  const { width, height, bytes, offset, stride, places } = decoded;
  const [red, green, blue] = places;
  const data = new Uint8Array(pixelCount(width, height) * 3);
  for (let y = 0, to = 0; y < height; y++) {
    let at = offset + y * stride;
    for (let x = 0; x < width; x++, at += 4) {
      data[to++] = bytes[at + red] ?? 0;
      data[to++] = bytes[at + green] ?? 0;
      data[to++] = bytes[at + blue] ?? 0;
    }
  }
  return { width, height, data };
}

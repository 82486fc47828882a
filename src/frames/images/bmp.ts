import type { Picture } from '../../domain/index.js';
import { slice, viewOf } from './bytes.js';
import { asItLies, dropAlpha, pixelCount, type ImageSource } from './source.js';

/** Values of the header's compression field. */
const [rle8, rle4, bitFields] = [1, 2, 3];

interface Header {
  readonly width: number;
  readonly height: number;
  /** Rows lie from the bottom up, as is usual. */
  readonly upwards: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Where the palette and the pixels begin. */
  readonly palette: number;
  readonly pixels: number;
}

/** @returns null for the header of OS/2, which has no compression */
function readHeader(view: DataView): Header | null {
  const size = view.getUint32(14, true);
  if (size < 40) return null;
  const height = view.getInt32(22, true);
  return {
    width: view.getInt32(18, true),
    height: Math.abs(height),
    upwards: height > 0,
    bits: view.getUint16(28, true),
    compression: view.getUint32(30, true),
    palette: 14 + size,
    pixels: view.getUint32(10, true),
  };
}

/** Makes a picture of colours given row by row as they lie in the file. */
function picture(
  { width, height, upwards }: Header,
  colourAt: (x: number, row: number) => readonly [number, number, number],
): Picture {
  const data = new Uint8Array(pixelCount(width, height) * 3);
  for (let row = 0; row < height; row++) {
    let to = (upwards ? height - 1 - row : row) * width * 3;
    for (let x = 0; x < width; x++, to += 3) data.set(colourAt(x, row), to);
  }
  return { width, height, data };
}

/** 5 bits a channel, or 5, 6 and 5; scaled to 8 as Pillow does it, downwards. */
function sixteenBits(view: DataView, header: Header): Picture {
  const { width, pixels, compression } = header;
  const greenBits = compression === bitFields && view.getUint32(54, true) === 0xf800 ? 6 : 5;
  const most = 2 ** greenBits - 1;
  const stride = Math.ceil(width / 2) * 4;
  return picture(header, (x, row) => {
    const value = view.getUint16(pixels + row * stride + x * 2, true);
    const green = (value >> 5) & most;
    const red = (value >> (5 + greenBits)) & 31;
    return [(red * 255) / 31, (green * 255) / most, ((value & 31) * 255) / 31];
  });
}

/**
 * The indices of a run-length encoded picture, row by row as they lie in the file. What is passed over has index 0.
 * @throws RangeError where rows are missing
 * @see https://learn.microsoft.com/windows/win32/gdi/bitmap-compression
 */
function runLengthIndices(view: DataView, header: Header): Uint8Array {
  const { width, height, pixels, compression } = header;
  const indices = new Uint8Array(pixelCount(width, height));
  const packed = compression === rle4;
  const indexIn = (byte: number, i: number) =>
    packed ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte;
  let [x, y, at] = [0, 0, pixels];
  const put = (index: number) => {
    if (x < width && y < height) indices[y * width + x] = index;
    x++;
  };
  while (y * width + Math.min(x, width) < width * height) {
    const [count, value] = [view.getUint8(at), view.getUint8(at + 1)];
    at += 2;
    if (count > 0) for (let i = 0; i < count; i++) put(indexIn(value, i));
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) throw new RangeError('Rows are missing.');
    else if (value === 2) {
      x += view.getUint8(at);
      y += view.getUint8(at + 1);
      at += 2;
    } else {
      for (let i = 0; i < value; i++) put(indexIn(view.getUint8(at + (packed ? i >> 1 : i)), i));
      // Runs begin at even places.
      at += Math.ceil((packed ? Math.ceil(value / 2) : value) / 2) * 2;
    }
  }
  return indices;
}

function runLengthPicture(view: DataView, header: Header): Picture {
  const indices = runLengthIndices(view, header);
  const { width, palette, pixels } = header;
  const channel = (index: number, place: number) => {
    const at = palette + index * 4 + place;
    return at < pixels ? view.getUint8(at) : 0;
  };
  return picture(header, (x, row) => {
    const index = indices[row * width + x] ?? 0;
    return [channel(index, 2), channel(index, 1), channel(index, 0)];
  });
}

/**
 * A picture where browsers differ from Pillow (16 bits, run lengths), else the file as it is.
 * @throws RangeError where the file is cut off
 */
export function bmpSource(bytes: Uint8Array<ArrayBuffer>): ImageSource | Picture {
  const view = viewOf(bytes);
  const header = readHeader(view);
  if (header && header.width > 0) {
    if (header.compression === rle8 || header.compression === rle4)
      return runLengthPicture(view, header);
    if (header.bits === 16) return sixteenBits(view, header);
    // Browsers leave what is cut off empty.
    const stride = Math.ceil((header.width * header.bits) / 32) * 4;
    slice(bytes, header.pixels, header.pixels + stride * header.height);
  }
  return { bytes, orientation: asItLies, toPicture: dropAlpha };
}

import type { Picture } from '../../domain/index.js';
import { joined, slice, viewOf } from './bytes.js';
import { asItLies, dropAlpha, pixelCount, type DecodedPixels, type ImageSource } from './source.js';

const [extension, graphicControl, imageDescriptor] = [0x21, 0xf9, 0x2c];

/** Where a row of sub-blocks ends. @throws RangeError where the file does before */
function afterBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const length = slice(bytes, at, at + 1)[0] ?? 0;
    at += length + 1;
    if (length === 0) return at;
  }
}

/** 256 colours: the given ones, then black; without a palette (or with that of greys), all greys. */
function fullPalette(given: Uint8Array | null): Uint8Array {
  const greys = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  if (!given || given.every((value, i) => value === greys[i])) return greys;
  const palette = new Uint8Array(768);
  palette.set(given);
  return palette;
}

/** Puts a picture on a larger one of a single colour. */
function placed(
  inner: Picture,
  { left, top, width, height }: Record<'left' | 'top' | 'width' | 'height', number>,
  colour: Uint8Array,
): Picture {
  const data = new Uint8Array(pixelCount(width, height) * 3);
  for (let at = 0; at < data.length; at += 3) data.set(colour, at);
  const row = inner.width * 3;
  for (let y = 0; y < inner.height; y++)
    data.set(inner.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * 3);
  return { width, height, data };
}

/**
 * Keeps the first picture alone, opaque: transparent pixels have the colour of their index, and so has what lies
 * around a picture smaller than the screen (the transparent index, else the first).
 * @throws RangeError where the file is cut off
 * @see https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export function gifSource(bytes: Uint8Array<ArrayBuffer>): ImageSource {
  const view = viewOf(bytes);
  const screenFlags = view.getUint8(10);
  let at = 13 + (screenFlags & 0x80 ? 6 << (screenFlags & 7) : 0);
  let palette = screenFlags & 0x80 ? slice(bytes, 13, at) : null;
  let transparent: number | null = null;
  while (view.getUint8(at) !== imageDescriptor) {
    if (view.getUint8(at) !== extension) throw new RangeError('The file holds no picture.');
    const flags = view.getUint8(at + 3);
    if (view.getUint8(at + 1) === graphicControl && flags & 1) transparent = view.getUint8(at + 6);
    at = afterBlocks(bytes, at + 2);
  }
  const [left, top] = [view.getUint16(at + 1, true), view.getUint16(at + 3, true)];
  const [width, height] = [view.getUint16(at + 5, true), view.getUint16(at + 7, true)];
  const flags = view.getUint8(at + 9);
  const data = at + 10 + (flags & 0x80 ? 6 << (flags & 7) : 0);
  if (flags & 0x80) palette = slice(bytes, at + 10, data);
  const screen = {
    ...{ left, top },
    width: Math.max(view.getUint16(6, true), left + width),
    height: Math.max(view.getUint16(8, true), top + height),
  };
  const colours = fullPalette(palette);
  const single = joined(
    [
      new TextEncoder().encode('GIF89a'),
      bytes.subarray(at + 5, at + 9), // The screen is as large as the picture.
      [0xf7, 0, 0],
      colours,
      [imageDescriptor, 0, 0, 0, 0],
      bytes.subarray(at + 5, at + 9),
      [flags & 0x40],
      slice(bytes, data, afterBlocks(bytes, data + 1)),
      [0x3b],
    ].map((part) => Uint8Array.from(part)),
  );
  const background = (transparent ?? 0) * 3;
  const fillsScreen = screen.width === width && screen.height === height;
  return {
    bytes: single,
    orientation: asItLies,
    toPicture: (decoded: DecodedPixels) =>
      fillsScreen
        ? dropAlpha(decoded)
        : placed(dropAlpha(decoded), screen, colours.subarray(background, background + 3)),
  };
}

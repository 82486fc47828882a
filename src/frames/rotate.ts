import type { Picture } from '../domain/index.js';

/**
 * Turns a picture clockwise.
 * @param degrees 0, 90, 180 or 270
 * @returns the picture itself for 0, else a new one; width and height swap at 90 and 270
 */
export function rotate(picture: Picture, degrees: number): Picture {
  if (degrees === 0) return picture;
  const { width: w, height: h, data: source } = picture;
  const sideways = degrees !== 180;
  const [width, height] = sideways ? [h, w] : [w, h];
  // Where the source's first pixel goes, and how far a step right and a step down in the source lead.
  const [start, right, down] =
    degrees === 90
      ? [width - 1, width, -1]
      : degrees === 180
        ? [width * height - 1, -1, -width]
        : [(height - 1) * width, -width, 1];
  const data = new Uint8Array(source.length);
  for (let y = 0, at = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const to = (start + x * right + y * down) * 3;
      data[to] = source[at++] ?? 0;
      data[to + 1] = source[at++] ?? 0;
      data[to + 2] = source[at++] ?? 0;
    }
  }
  return { width, height, data };
}

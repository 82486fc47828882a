import type { Picture } from '../domain/index.js';
import { rotate } from './rotate.js';

/** What makes a decoded picture upright: mirrored left to right first, if so, then turned clockwise. */
export interface Orientation {
  readonly mirrored: boolean;
  /** Clockwise degrees: 0, 90, 180, 270. */
  readonly rotation: number;
}

/**
 * The orientation of a display matrix, to the nearest quarter turn.
 * @param matrix its 9 numbers row by row, of which only the signs and relations of the first two rows' matter:
 *   (x, y) is shown at (a x + c y, b x + d y), y downwards, of [a b u, c d v, ...]
 * @see ISO/IEC 14496-12, 6.2.2
 */
export function orientationOf(matrix: readonly number[]): Orientation {
  const [a = 1, b = 0, , c = 0, d = 1] = matrix;
  // Mirroring turns only the first row's sign: the second tells the angle in either case.
  const quarters = Math.round((Math.atan2(-c, d) / Math.PI) * 2);
  return { mirrored: a * d - b * c < 0, rotation: ((quarters + 4) % 4) * 90 };
}

function mirror({ width, height, data: source }: Picture): Picture {
  const data = new Uint8Array(source.length);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = width - 1; x >= 0; x--, at += 3) {
      const to = (y * width + x) * 3;
      data[to] = source[at] ?? 0;
      data[to + 1] = source[at + 1] ?? 0;
      data[to + 2] = source[at + 2] ?? 0;
    }
  return { width, height, data };
}

/** @returns the picture itself where nothing is to be done, else a new one */
export const upright = (picture: Picture, { mirrored, rotation }: Orientation): Picture =>
  rotate(mirrored ? mirror(picture) : picture, rotation);

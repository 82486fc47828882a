import { describe, expect, test } from 'vitest';
import { orientationOf, upright } from '../../../src/frames/orientation.js';

const one = 65536;
const matrix = (a: number, b: number, c: number, d: number) => [a, b, 0, c, d, 0, 0, 0, 1 << 30];

describe('display matrices', () => {
  test.for([
    ['as it is', matrix(one, 0, 0, one), { mirrored: false, rotation: 0 }],
    ['a quarter turn', matrix(0, one, -one, 0), { mirrored: false, rotation: 90 }],
    ['upside down', matrix(-one, 0, 0, -one), { mirrored: false, rotation: 180 }],
    ['three quarters', matrix(0, -one, one, 0), { mirrored: false, rotation: 270 }],
    ['left for right', matrix(-one, 0, 0, one), { mirrored: true, rotation: 0 }],
    ['top for bottom', matrix(one, 0, 0, -one), { mirrored: true, rotation: 180 }],
    ['transposed', matrix(0, one, one, 0), { mirrored: true, rotation: 270 }],
    ['scaled', matrix(0, 3 * one, -2 * one, 0), { mirrored: false, rotation: 90 }],
    ['none', [], { mirrored: false, rotation: 0 }],
    ['broken', matrix(0, 0, 0, 0), { mirrored: false, rotation: 0 }],
  ] as const)('%s', ([, given, expected]) => {
    expect(orientationOf(given)).toEqual(expected);
  });
});

/** Where the matrix itself puts each pixel of a 3 by 2 picture. */
function shown(a: number, b: number, c: number, d: number): number[][] {
  const places = [0, 1, 2, 3, 4, 5].map((level) => {
    const [x, y] = [level % 3, Math.floor(level / 3)];
    return { level, x: a * x + c * y, y: b * x + d * y };
  });
  const rows = [...new Set(places.map(({ y }) => y))].sort((p, q) => p - q);
  return rows.map((row) =>
    places
      .filter(({ y }) => y === row)
      .sort((p, q) => p.x - q.x)
      .map(({ level }) => level),
  );
}

test.for([
  [1, 0, 0, 1],
  [0, 1, -1, 0],
  [-1, 0, 0, -1],
  [0, -1, 1, 0],
  [-1, 0, 0, 1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, -1, -1, 0],
] as const)('pixels go where the matrix [%i %i %i %i] leads', ([a, b, c, d]) => {
  const picture = {
    width: 3,
    height: 2,
    data: Uint8Array.from([0, 1, 2, 3, 4, 5].flatMap((level) => [level, level, level])),
  };
  const { width, height, data } = upright(picture, orientationOf(matrix(a, b, c, d)));
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => data[(y * width + x) * 3]),
  );
  expect(rows).toEqual(shown(a, b, c, d));
});

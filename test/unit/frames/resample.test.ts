import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Picture } from '../../../src/domain/index.js';
import { resample, toHeight } from '../../../src/frames/resample.js';
import { rotate } from '../../../src/frames/rotate.js';

/** A grey picture from rows of levels. */
const grey = (...rows: readonly (readonly number[])[]): Picture => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint8Array.from(rows.flat().flatMap((level) => [level, level, level])),
});

const levels = ({ width, data }: Picture): number[][] => {
  const rows: number[][] = [];
  for (let i = 0; i < data.length / 3; i++) {
    if (i % width === 0) rows.push([]);
    rows.at(-1)?.push(data[i * 3] ?? -1);
  }
  return rows;
};

describe('shrinking is an area average', () => {
  test('by whole pixels', () => {
    expect(levels(resample(grey([0, 10, 100, 200], [20, 30, 100, 0]), 2, 1))).toEqual([[15, 100]]);
  });

  test('by parts of pixels', () => {
    // 3 to 2: each target covers one source pixel and half of the middle one.
    expect(levels(resample(grey([0, 90, 240]), 2, 1))).toEqual([[30, 190]]);
    // 5 to 3 downwards: 5/3 source pixels each; (0 + 2/3 * 50) / (5/3) = 20.
    expect(levels(resample(grey([0], [50], [100], [150], [200]), 1, 3))).toEqual([
      [20],
      [100],
      [180],
    ]);
  });

  test('a half goes up', () => {
    expect(levels(resample(grey([0, 1]), 1, 1))).toEqual([[1]]);
    expect(levels(resample(grey([3, 4, 4, 3], [4, 3, 3, 4]), 2, 1))).toEqual([[4, 4]]);
  });

  test('channels stay apart', () => {
    const picture = { width: 2, height: 1, data: Uint8Array.of(0, 100, 200, 10, 120, 220) };
    expect([...resample(picture, 1, 1).data]).toEqual([5, 110, 210]);
  });
});

test('growing is bilinear between centres', () => {
  // Target centres at -0.25, 0.25, 0.75, 1.25 of the source.
  expect(levels(resample(grey([0, 100]), 4, 1))).toEqual([[0, 25, 75, 100]]);
  expect(levels(resample(grey([7]), 3, 2))).toEqual([
    [7, 7, 7],
    [7, 7, 7],
  ]);
});

describe('protocol heights', () => {
  const picture = (width: number, height: number): Picture => ({
    width,
    height,
    data: new Uint8Array(width * height * 3),
  });
  const size = ({ width, height }: Picture) => [width, height];

  test('keep the aspect ratio, the width rounded to even', () => {
    expect(size(toHeight(picture(640, 360), 144))).toEqual([256, 144]);
    expect(size(toHeight(picture(854, 480), 144))).toEqual([256, 144]);
    expect(size(toHeight(picture(30, 40), 33))).toEqual([24, 33]);
    expect(size(toHeight(picture(1, 100), 10))).toEqual([2, 10]);
  });

  test('native is the picture itself', () => {
    const native = picture(33, 35);
    expect(toHeight(native, 'native')).toBe(native);
    expect(toHeight(grey([1, 2], [3, 4]), 2)).toEqual(grey([1, 2], [3, 4]));
  });
});

test('a flat picture stays flat at any size', () => {
  const side = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (w, h, w2, h2, level) => {
      const flat = { width: w, height: h, data: new Uint8Array(w * h * 3).fill(level) };
      const scaled = resample(flat, w2, h2);
      expect(scaled.data).toHaveLength(w2 * h2 * 3);
      expect(scaled.data.every((value) => value === level)).toBe(true);
    }),
  );
});

describe('rotation is clockwise', () => {
  const picture = grey([1, 2, 3], [4, 5, 6]);

  test('quarter turns', () => {
    expect(levels(rotate(picture, 90))).toEqual([
      [4, 1],
      [5, 2],
      [6, 3],
    ]);
    expect(levels(rotate(picture, 180))).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ]);
    expect(levels(rotate(picture, 270))).toEqual([
      [3, 6],
      [2, 5],
      [1, 4],
    ]);
    expect(rotate(picture, 0)).toBe(picture);
  });

  test('four of them lead back', () => {
    let turned = picture;
    for (let i = 0; i < 4; i++) turned = rotate(turned, 90);
    expect(turned).toEqual(picture);
  });
});

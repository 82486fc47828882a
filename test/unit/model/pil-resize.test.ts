import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/domain/index.js';
import { pilResize } from '../../../src/model/pil-resize.js';

interface Case {
  readonly size: [number, number];
  readonly to: [number, number];
  readonly resample: number;
  readonly data: string;
}

// Made by Pillow itself: see make.py beside it.
const file = new URL('../../fixtures/pil/resize.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

function pattern(width: number, height: number): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        data[(y * width + x) * 3 + c] = (x * 7 + y * 13 + c * 29 + ((x * y) % 11) * 17) % 256;
  return { width, height, data };
}

describe('pilResize', () => {
  it.each(cases)(
    'equals Pillow: $size to $to, filter $resample',
    ({ size, to, resample, data }) => {
      const resized = pilResize(pattern(...size), ...to, resample);
      const expected = Uint8Array.from(Buffer.from(data, 'base64'));
      let different = 0;
      for (const [i, value] of expected.entries()) if (resized.data[i] !== value) different++;
      expect(resized.data).toHaveLength(expected.length);
      expect(different).toBe(0);
    },
  );

  it('gives the same picture back when the size is the same', () => {
    const picture = pattern(9, 4);
    expect(pilResize(picture, 9, 4, 1)).toBe(picture);
  });

  it('refuses filters that PIL does not have here', () => {
    expect(() => pilResize(pattern(2, 2), 4, 4, 0)).toThrow(RangeError);
  });
});

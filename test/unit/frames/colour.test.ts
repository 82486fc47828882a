import { describe, expect, test } from 'vitest';
import { knowsMatrix, yuvToRgb } from '../../../src/frames/colour.js';
import { frameBytes, pixelFormat, type PlanarFormat } from '../../../src/frames/pixel-format.js';

function planar(name: string): PlanarFormat {
  const format = pixelFormat(name);
  if (format.kind !== 'yuv') throw new Error(`${name} is not planar`);
  return format;
}

const pixel = (name: string, samples: readonly number[], tags = {}) => {
  const format = planar(name);
  const bytes =
    format.bits > 8 ? new Uint8Array(Uint16Array.from(samples).buffer) : Uint8Array.from(samples);
  return [...yuvToRgb(bytes, format, 1, 1, tags).data];
};

describe('one pixel', () => {
  test('limited range: 16 is black, 235 white, beyond is clamped', () => {
    expect(pixel('yuv444p', [16, 128, 128])).toEqual([0, 0, 0]);
    expect(pixel('yuv444p', [235, 128, 128])).toEqual([255, 255, 255]);
    expect(pixel('yuv444p', [255, 128, 128])).toEqual([255, 255, 255]);
    expect(pixel('yuv444p', [0, 128, 128])).toEqual([0, 0, 0]);
  });

  // By hand: R = 1.164384 (Y - 16) + 1.596027 (V - 128), G = ... - 0.391762 U' - 0.812968 V', B = ... + 2.017232 U'.
  test('untagged is BT.601, limited', () => {
    expect(pixel('yuv444p', [81, 90, 240])).toEqual([254, 0, 0]);
    expect(pixel('yuv444p', [120, 100, 150])).toEqual([156, 114, 65]);
    expect(pixel('yuv444p', [120, 100, 150], { matrix: 'unknown', range: 'unknown' })).toEqual([
      156, 114, 65,
    ]);
  });

  // By hand: R = 1.164384 (Y - 16) + 1.792741 V', G = ... - 0.213249 U' - 0.532909 V', B = ... + 2.112402 U'.
  test('BT.709 where the stream says so', () => {
    expect(pixel('yuv444p', [120, 100, 150], { matrix: 'bt709', range: 'tv' })).toEqual([
      161, 115, 62,
    ]);
  });

  // By hand: R = Y + 1.402 V', G = Y - 0.344136 U' - 0.714136 V', B = Y + 1.772 U'.
  test('full range by tag or by format', () => {
    expect(pixel('yuv444p', [120, 100, 150], { range: 'pc' })).toEqual([151, 114, 70]);
    expect(pixel('yuvj444p', [120, 100, 150])).toEqual([151, 114, 70]);
  });

  test('deep samples are converted, then rounded', () => {
    expect(pixel('yuv444p10le', [64, 512, 512])).toEqual([0, 0, 0]);
    expect(pixel('yuv444p10le', [940, 512, 512])).toEqual([255, 255, 255]);
    // (66 - 64) / 876 * 255 = 0.58, which rounding to 8 bits first would have lost to 0.
    expect(pixel('yuv444p10le', [66, 512, 512])).toEqual([1, 1, 1]);
  });
});

test('chroma comes from the nearest sample, and odd sizes round up', () => {
  const format = planar('yuv420p');
  const grey = [126, 126, 126, 126, 126, 126, 126, 126, 126];
  const bytes = Uint8Array.from([...grey, 128, 90, 128, 128, 128, 128, 128, 240]);
  expect(bytes).toHaveLength(frameBytes(format, 3, 3));
  const { data } = yuvToRgb(bytes, format, 3, 3, {});
  const at = (x: number, y: number) => [...data.subarray((y * 3 + x) * 3, (y * 3 + x) * 3 + 3)];
  const [neutral, yellowish, reddish] = [
    [128, 128, 128],
    [128, 143, 51],
    [255, 37, 128],
  ];
  expect([at(0, 0), at(1, 0), at(0, 1), at(1, 1), at(0, 2), at(1, 2)]).toEqual(
    Array.from({ length: 6 }, () => neutral),
  );
  expect([at(2, 0), at(2, 1)]).toEqual([yellowish, yellowish]);
  expect(at(2, 2)).toEqual(reddish);
});

test('sizes of a frame as ffmpeg writes it', () => {
  expect(frameBytes(pixelFormat('yuv420p'), 97, 65)).toBe(97 * 65 + 2 * 49 * 33);
  expect(frameBytes(pixelFormat('yuv422p10le'), 4, 2)).toBe(2 * (8 + 2 * 4));
  for (const other of ['rgb24', 'pal8', 'gray', 'nv12', 'gbrp', 'yuva420p', 'yuv420p10be'])
    expect(frameBytes(pixelFormat(other), 4, 2)).toBe(24);
});

test('a matrix that is not known is not guessed', () => {
  expect(['bt709', 'smpte170m', 'bt2020nc', 'unknown', undefined].every(knowsMatrix)).toBe(true);
  expect(['ycgco', 'ictcp', 'constructor'].some(knowsMatrix)).toBe(false);
});

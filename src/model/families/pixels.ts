import * as v from 'valibot';
import type { Picture } from '../../domain/index.js';

const threeNumbers = v.tuple([v.number(), v.number(), v.number()]);

/** How an image processor turns 8-bit samples into numbers; entries of preprocessor_config.json. */
export const normalisation = {
  do_rescale: v.optional(v.boolean(), true),
  rescale_factor: v.optional(v.number(), 1 / 255),
  do_normalize: v.optional(v.boolean(), true),
};

/** Mean and deviation of each channel, with what the processor assumes where the file says nothing. */
export const channelStatistics = (
  mean: [number, number, number],
  std: [number, number, number],
) => ({
  image_mean: v.optional(threeNumbers, mean),
  image_std: v.optional(threeNumbers, std),
});

export interface Normalisation {
  readonly do_rescale: boolean;
  readonly rescale_factor: number;
  readonly do_normalize: boolean;
  readonly image_mean: readonly number[];
  readonly image_std: readonly number[];
}

/** The number that each 8-bit value of each channel becomes. */
export function lookUpTables(config: Normalisation): readonly Float32Array[] {
  const scale = config.do_rescale ? config.rescale_factor : 1;
  return [0, 1, 2].map((c) => {
    const mean = config.do_normalize ? (config.image_mean[c] ?? 0) : 0;
    const std = config.do_normalize ? (config.image_std[c] ?? 1) : 1;
    return Float32Array.from({ length: 256 }, (_, value) => (value * scale - mean) / std);
  });
}

/** Planes R, G, B of a picture, normalised: 3 x height x width. */
export function planesOf(
  { width, height, data }: Picture,
  tables: readonly Float32Array[],
): Float32Array {
  const area = width * height;
  const values = new Float32Array(3 * area);
  for (const [c, table] of tables.entries())
    for (let i = 0; i < area; i++) values[c * area + i] = table[data[i * 3 + c] ?? 0] ?? 0;
  return values;
}

/** A rectangle cut out of a picture that holds it. */
export function crop(
  { width: from, data }: Picture,
  left: number,
  top: number,
  width: number,
  height: number,
): Picture {
  const cut = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * from + left) * 3;
    cut.set(data.subarray(start, start + width * 3), y * width * 3);
  }
  return { width, height, data: cut };
}

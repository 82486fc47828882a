import * as v from 'valibot';
import type { Picture } from '../../domain/index.js';
import { pilResize, type Arithmetic } from '../pil-resize.js';
import type { PictureShape, VisionFeeds } from './family.js';
import { channelStatistics, lookUpTables, normalisation, planesOf } from './pixels.js';
import { smartResize } from './smart-resize.js';

/** Entries of preprocessor_config.json, and of video_preprocessor_config.json. */
export const processorConfig = v.object({
  resample: v.optional(v.number(), 3),
  min_pixels: v.optional(v.nullable(v.number())),
  max_pixels: v.optional(v.nullable(v.number())),
  size: v.optional(
    v.nullable(
      v.object({ shortest_edge: v.optional(v.number()), longest_edge: v.optional(v.number()) }),
    ),
  ),
  patch_size: v.optional(v.number(), 14),
  temporal_patch_size: v.optional(v.number(), 2),
  merge_size: v.optional(v.number(), 2),
  ...normalisation,
  ...channelStatistics([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]),
});

export type ProcessorConfig = v.InferOutput<typeof processorConfig>;

/** Where the processors of images and of videos differ, the limits when their files say nothing. */
interface Custom {
  readonly minPixels: number;
  readonly maxPixels: number;
  readonly arithmetic: Arithmetic;
}

/** image_processing_pil_qwen2_vl.py */
export const ofImages: Custom = {
  minPixels: 56 * 56,
  maxPixels: 28 * 28 * 1280,
  arithmetic: 'pillow',
};

/** video_processing_qwen2_vl.py, which resizes with torchvision */
export const ofVideos: Custom = {
  minPixels: 128 * 28 * 28,
  maxPixels: 28 * 28 * 768,
  arithmetic: 'pytorch',
};

/** Resizes pictures of one size and cuts them into patches, which go through time as well. */
export class QwenPatches {
  readonly times: number;
  readonly #config: ProcessorConfig;
  readonly #custom: Custom;
  readonly #gridName: string;
  readonly #tables: readonly Float32Array[];

  constructor(config: ProcessorConfig, custom: Custom, gridName: string) {
    this.times = config.temporal_patch_size;
    this.#config = config;
    this.#custom = custom;
    this.#gridName = gridName;
    this.#tables = lookUpTables(config);
  }

  shape(width: number, height: number): PictureShape {
    const size = this.#resized(width, height);
    const token = this.#config.patch_size * this.#config.merge_size;
    return { tiles: null, grids: [{ rows: size.height / token, columns: size.width / token }] };
  }

  /** @param pictures one for each step in time, or one for all */
  feeds(pictures: readonly [Picture, ...Picture[]]): VisionFeeds {
    const { patch_size, resample } = this.#config;
    const [{ width, height }] = pictures;
    const size = this.#resized(width, height);
    const planes = pictures.map((picture) =>
      planesOf(
        pilResize(picture, size.width, size.height, resample, this.#custom.arithmetic),
        this.#tables,
      ),
    );
    const rows = size.height / patch_size;
    const columns = size.width / patch_size;
    const depth = 3 * this.times * patch_size ** 2;
    return {
      pixel_values: {
        values: this.#cut(planes, size.width, size.height),
        dims: [rows * columns, depth],
      },
      [this.#gridName]: { values: [1, rows, columns], dims: [1, 3] },
    };
  }

  #resized(width: number, height: number) {
    const { min_pixels, max_pixels, size, patch_size, merge_size } = this.#config;
    return smartResize(width, height, {
      factor: patch_size * merge_size,
      minPixels: min_pixels ?? size?.shortest_edge ?? this.#custom.minPixels,
      maxPixels: max_pixels ?? size?.longest_edge ?? this.#custom.maxPixels,
    });
  }

  /**
   * Patches in the order of the processors' patchify: the patches of a token side by side; in a patch
   * channel, time, row, column.
   */
  #cut(planes: readonly Float32Array[], width: number, height: number): Float32Array {
    const { patch_size: side, merge_size: merge } = this.#config;
    const values = new Float32Array(3 * width * height * this.times);
    let at = 0;
    const copyPatch = (top: number, left: number) => {
      for (let c = 0; c < 3; c++)
        for (let t = 0; t < this.times; t++)
          for (let y = 0; y < side; y++) {
            const from = (c * height + top + y) * width + left;
            values.set((planes[t] ?? planes[0])?.subarray(from, from + side) ?? [], at);
            at += side;
          }
    };
    for (let top = 0; top < height; top += side * merge)
      for (let left = 0; left < width; left += side * merge)
        for (let row = 0; row < merge; row++)
          for (let column = 0; column < merge; column++)
            copyPatch(top + row * side, left + column * side);
    return values;
  }
}

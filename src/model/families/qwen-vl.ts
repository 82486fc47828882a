import * as v from 'valibot';
import type { Picture, Prompt } from '../../domain/index.js';
import { checked, type ModelConfig } from '../model-config.js';
import { readJson, type ModelFiles } from '../model-files.js';
import { pilResize } from '../pil-resize.js';
import type { Tokenizer } from '../tokenizer.js';
import { attentionCache } from './cache-layout.js';
import {
  tokensOf,
  type Family,
  type PictureShape,
  type PromptPictures,
  type RenderedPrompt,
  type VisionFeeds,
} from './family.js';
import { multiAxisPositions } from './multi-axis-positions.js';
import { channelStatistics, lookUpTables, normalisation, planesOf } from './pixels.js';
import { imageTokenIdOf, renderPrompt, type Wording } from './rendering.js';
import { smartResize } from './smart-resize.js';

const imageToken = '<|image_pad|>';

const imageProcessorConfig = v.object({
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

type ImageProcessorConfig = v.InferOutput<typeof imageProcessorConfig>;

/**
 * Qwen2-VL and Qwen2.5-VL: a picture keeps about its own size, in patches of which four make a token; a
 * token's rotary position has a time, a row and a column. Frames go in as images, each patch twice in time.
 */
export class QwenVl implements Family {
  readonly tokensPerImage = null;
  readonly cacheLayout;
  readonly #images: ImageProcessorConfig;
  readonly #gridName: string;
  readonly #tables: readonly Float32Array[];
  readonly #wording: Wording;

  private constructor(
    tokenizer: Tokenizer,
    config: ModelConfig,
    images: ImageProcessorConfig,
    modelId: string,
  ) {
    this.cacheLayout = attentionCache(config.text_config);
    this.#images = images;
    // As transformers.js' classes name it (modeling_qwen2_vl.js, modeling_qwen2_5_vl.js).
    this.#gridName = config.model_type === 'qwen2_vl' ? 'grid_thw' : 'image_grid_thw';
    this.#tables = lookUpTables(images);
    this.#wording = {
      tokenizer,
      imageToken,
      imageTokenId: imageTokenIdOf(tokenizer, imageToken, config, modelId),
      pictureText: (shape) => imageToken.repeat(tokensOf(shape)),
    };
  }

  static async load(model: ModelFiles, config: ModelConfig, tokenizer: Tokenizer) {
    const path = 'preprocessor_config.json';
    const images = checked(imageProcessorConfig, await readJson(model, path), model, path);
    return new QwenVl(tokenizer, config, images, model.id);
  }

  shape(width: number, height: number): PictureShape {
    const size = this.#resized(width, height);
    const token = this.#images.patch_size * this.#images.merge_size;
    return { tiles: null, grids: [{ rows: size.height / token, columns: size.width / token }] };
  }

  preprocess(picture: Picture): VisionFeeds[] {
    const { patch_size, temporal_patch_size, resample } = this.#images;
    const size = this.#resized(picture.width, picture.height);
    const resized = pilResize(picture, size.width, size.height, resample);
    const rows = size.height / patch_size;
    const columns = size.width / patch_size;
    const depth = 3 * temporal_patch_size * patch_size ** 2;
    return [
      {
        pixel_values: { values: this.#patches(resized), dims: [rows * columns, depth] },
        [this.#gridName]: { values: [1, rows, columns], dims: [1, 3] },
      },
    ];
  }

  render(prompt: Prompt, pictures: PromptPictures): RenderedPrompt {
    return renderPrompt(prompt, pictures, this.#wording);
  }

  positionIds(prompt: RenderedPrompt): number[][] {
    return multiAxisPositions(prompt);
  }

  #resized(width: number, height: number) {
    const { min_pixels, max_pixels, size, patch_size, merge_size } = this.#images;
    return smartResize(width, height, {
      factor: patch_size * merge_size,
      minPixels: min_pixels ?? size?.shortest_edge ?? 56 * 56,
      maxPixels: max_pixels ?? size?.longest_edge ?? 28 * 28 * 1280,
    });
  }

  /**
   * Patches in the order of image_processing_pil_qwen2_vl.py's patchify: the patches of a token side by
   * side; in a patch channel, time (the same picture again), row, column.
   */
  #patches(picture: Picture): Float32Array {
    const { patch_size: side, merge_size: merge, temporal_patch_size: times } = this.#images;
    const { width, height } = picture;
    const planes = planesOf(picture, this.#tables);
    const values = new Float32Array(planes.length * times);
    let at = 0;
    const copyPatch = (top: number, left: number) => {
      for (let c = 0; c < 3; c++)
        for (let t = 0; t < times; t++)
          for (let y = 0; y < side; y++) {
            const from = (c * height + top + y) * width + left;
            values.set(planes.subarray(from, from + side), at);
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

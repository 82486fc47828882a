import * as v from 'valibot';
import type { Picture, Prompt } from '../../domain/index.js';
import { checked, type ModelConfig } from '../model-config.js';
import { readJson, type ModelFiles } from '../model-files.js';
import type { Tokenizer } from '../tokenizer.js';
import { attentionCache, deltaNetCache, type CacheLayout } from './cache-layout.js';
import {
  tokensOf,
  type Family,
  type FramePairs,
  type PictureShape,
  type PromptPictures,
  type RenderedPrompt,
  type VisionFeeds,
} from './family.js';
import { multiAxisPositions } from './multi-axis-positions.js';
import {
  ofImages,
  ofVideos,
  processorConfig,
  QwenPatches,
  type ProcessorConfig,
} from './qwen-patches.js';
import { placeTokenId, renderPrompt, type Wording } from './rendering.js';

const imageToken = '<|image_pad|>';
const videoToken = '<|video_pad|>';

const deltaNets = v.object({
  text_config: v.object({
    layer_types: v.optional(
      v.nullable(v.array(v.picklist(['linear_attention', 'full_attention']))),
    ),
    full_attention_interval: v.optional(v.number(), 4),
    linear_num_key_heads: v.number(),
    linear_num_value_heads: v.number(),
    linear_key_head_dim: v.number(),
    linear_value_head_dim: v.number(),
    linear_conv_kernel_dim: v.number(),
  }),
});

/** Where a configuration does not list its layers, as configuration_qwen3_5.py settles it. */
async function readDeltaNets(model: ModelFiles, { text_config }: ModelConfig) {
  const path = 'config.json';
  const raw = checked(deltaNets, await readJson(model, path), model, path).text_config;
  const { layer_types, full_attention_interval: interval } = raw;
  const layers = Array.from({ length: text_config.num_hidden_layers }, (_, layer) =>
    (layer + 1) % interval === 0 ? ('full_attention' as const) : ('linear_attention' as const),
  );
  return deltaNetCache(text_config, layer_types ?? layers, raw);
}

/**
 * Qwen2-VL, Qwen2.5-VL and Qwen3.5: a picture keeps about its own size, in patches of which four make a token; a
 * token's rotary position has a time, a row and a column. A patch goes through two steps in time: the same
 * picture twice, or a pair of frames.
 *
 * Each pair is a video of its own, so that it can be labelled: the positions in one of several pairs, and
 * behind it, are not the same in all versions of transformers (5.3 changed both), and of one pair they are.
 *
 * Most of Qwen3.5's text layers keep a state that can only be extended. Its video processor is another, so
 * its frames go in as images.
 */
export class QwenVl implements Family {
  readonly tokensPerImage = null;
  readonly cacheLayout: CacheLayout;
  readonly framePairs: FramePairs | null;
  readonly #images: QwenPatches;
  readonly #wording: Wording;

  private constructor(
    tokenizer: Tokenizer,
    config: ModelConfig,
    cacheLayout: CacheLayout,
    images: ProcessorConfig,
    videos: ProcessorConfig | null,
    modelId: string,
  ) {
    this.cacheLayout = cacheLayout;
    // As transformers.js' classes name it (modeling_qwen2_vl.js, modeling_qwen2_5_vl.js).
    const gridName = config.model_type === 'qwen2_vl' ? 'grid_thw' : 'image_grid_thw';
    this.#images = new QwenPatches(images, ofImages, gridName);
    const pairs = videos && new QwenPatches(videos, ofVideos, gridName);
    this.framePairs =
      pairs?.times === 2
        ? {
            shape: (width, height) => pairs.shape(width, height),
            preprocess: (first, second) => [pairs.feeds([first, second])],
          }
        : null;
    const { image_token_id, video_token_id } = config;
    this.#wording = {
      tokenizer,
      imageToken,
      imageTokenId: placeTokenId(tokenizer, imageToken, image_token_id, modelId),
      pictureText: (shape) => imageToken.repeat(tokensOf(shape)),
      ...(this.framePairs && {
        video: {
          token: videoToken,
          tokenId: placeTokenId(tokenizer, videoToken, video_token_id, modelId),
        },
      }),
    };
  }

  static async load(model: ModelFiles, config: ModelConfig, tokenizer: Tokenizer) {
    const read = async (path: string) =>
      checked(processorConfig, await readJson(model, path), model, path);
    const ofVideo = 'video_preprocessor_config.json';
    const images = await read('preprocessor_config.json');
    if (config.model_type === 'qwen3_5') {
      const cacheLayout = await readDeltaNets(model, config);
      return new QwenVl(tokenizer, config, cacheLayout, images, null, model.id);
    }
    const cacheLayout = attentionCache(config.text_config);
    const videos = model.files.has(ofVideo) ? await read(ofVideo) : images;
    return new QwenVl(tokenizer, config, cacheLayout, images, videos, model.id);
  }

  shape(width: number, height: number): PictureShape {
    return this.#images.shape(width, height);
  }

  preprocess(picture: Picture): VisionFeeds[] {
    return [this.#images.feeds([picture])];
  }

  render(prompt: Prompt, pictures: PromptPictures): RenderedPrompt {
    return renderPrompt(prompt, pictures, this.#wording);
  }

  positionIds(prompt: RenderedPrompt): number[][] {
    return multiAxisPositions(prompt);
  }
}

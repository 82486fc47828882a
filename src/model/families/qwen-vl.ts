import type { Picture, Prompt } from '../../domain/index.js';
import { checked, type ModelConfig } from '../model-config.js';
import { readJson, type ModelFiles } from '../model-files.js';
import type { Tokenizer } from '../tokenizer.js';
import { attentionCache } from './cache-layout.js';
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

/**
 * Qwen2-VL and Qwen2.5-VL: a picture keeps about its own size, in patches of which four make a token; a
 * token's rotary position has a time, a row and a column. A patch goes through two steps in time: the same
 * picture twice, or a pair of frames.
 *
 * Each pair is a video of its own, so that it can be labelled: the positions in one of several pairs, and
 * behind it, are not the same in all versions of transformers (5.3 changed both), and of one pair they are.
 */
export class QwenVl implements Family {
  readonly tokensPerImage = null;
  readonly cacheLayout;
  readonly framePairs: FramePairs | null;
  readonly #images: QwenPatches;
  readonly #wording: Wording;

  private constructor(
    tokenizer: Tokenizer,
    config: ModelConfig,
    images: ProcessorConfig,
    videos: ProcessorConfig,
    modelId: string,
  ) {
    this.cacheLayout = attentionCache(config.text_config);
    // As transformers.js' classes name it (modeling_qwen2_vl.js, modeling_qwen2_5_vl.js).
    const gridName = config.model_type === 'qwen2_vl' ? 'grid_thw' : 'image_grid_thw';
    this.#images = new QwenPatches(images, ofImages, gridName);
    const pairs = new QwenPatches(videos, ofVideos, gridName);
    this.framePairs =
      pairs.times === 2
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
      video: {
        token: videoToken,
        tokenId: placeTokenId(tokenizer, videoToken, video_token_id, modelId),
      },
    };
  }

  static async load(model: ModelFiles, config: ModelConfig, tokenizer: Tokenizer) {
    const read = async (path: string) =>
      checked(processorConfig, await readJson(model, path), model, path);
    const ofVideo = 'video_preprocessor_config.json';
    const images = await read('preprocessor_config.json');
    const videos = model.files.has(ofVideo) ? await read(ofVideo) : images;
    return new QwenVl(tokenizer, config, images, videos, model.id);
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

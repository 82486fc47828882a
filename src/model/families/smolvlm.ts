import * as v from 'valibot';
import type { Picture, Prompt } from '../../domain/index.js';
import { checked, type ModelConfig } from '../model-config.js';
import { readJson, readOptionalJson, type ModelFiles } from '../model-files.js';
import type { Tokenizer } from '../tokenizer.js';
import { attentionCache } from './cache-layout.js';
import type {
  Family,
  PictureShape,
  PromptPictures,
  RenderedPrompt,
  Treatment,
  VisionFeeds,
} from './family.js';
import { channelStatistics, lookUpTables, normalisation, planesOf } from './pixels.js';
import { placeTokenId, renderPrompt, type Wording } from './rendering.js';
import { cutTiles, tilesOf, type TileSizes } from './smolvlm-tiles.js';

/** Texts of the special tokens, as the processors of Idefics3 and SmolVLM name them. */
const imageToken = '<image>';
const fakeToken = '<fake_token_around_image>';
const globalToken = '<global-img>';

const visionConfig = v.object({
  scale_factor: v.optional(v.number(), 2),
  vision_config: v.object({ image_size: v.number(), patch_size: v.number() }),
});

const imageProcessorConfig = v.object({
  resample: v.optional(v.number(), 1),
  size: v.optional(v.object({ longest_edge: v.number() }), { longest_edge: 4 * 364 }),
  max_image_size: v.object({ longest_edge: v.number() }),
  ...normalisation,
  ...channelStatistics([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
});

type ImageProcessorConfig = v.InferOutput<typeof imageProcessorConfig>;

/** Image tokens for one tile: from processor_config.json, else as the model's own processor computes them. */
async function readImageSequenceLength(model: ModelFiles): Promise<number> {
  const stated = (await readOptionalJson(model, 'processor_config.json'))?.['image_seq_len'];
  if (typeof stated === 'number') return stated;
  const raw = await readJson(model, 'config.json');
  const { scale_factor, vision_config } = checked(visionConfig, raw, model, 'config.json');
  const perSide = Math.floor(vision_config.image_size / vision_config.patch_size);
  return Math.trunc(perSide ** 2 / scale_factor ** 2);
}

/**
 * Idefics3 and SmolVLM: a picture is one square tile, or, split, a grid of them and the whole behind it. The
 * features of each take the places of a run of `<image>` tokens behind a `<fake_token_around_image>`.
 */
export class SmolVlm implements Family {
  readonly tokensPerImage: number;
  readonly cacheLayout;
  readonly framePairs = null;
  readonly #images: ImageProcessorConfig;
  readonly #sizes: TileSizes;
  readonly #tables: readonly Float32Array[];
  readonly #wording: Wording;

  private constructor(
    tokenizer: Tokenizer,
    config: ModelConfig,
    images: ImageProcessorConfig,
    sequenceLength: number,
    modelId: string,
  ) {
    this.tokensPerImage = sequenceLength;
    this.cacheLayout = attentionCache(config.text_config);
    this.#images = images;
    this.#sizes = {
      side: images.max_image_size.longest_edge,
      longestEdge: images.size.longest_edge,
    };
    this.#tables = lookUpTables(images);
    this.#wording = {
      tokenizer,
      imageToken,
      imageTokenId: placeTokenId(tokenizer, imageToken, config.image_token_id, modelId),
      pictureText: (shape) => this.#pictureText(shape),
    };
  }

  static async load(model: ModelFiles, config: ModelConfig, tokenizer: Tokenizer) {
    const path = 'preprocessor_config.json';
    const images = checked(imageProcessorConfig, await readJson(model, path), model, path);
    const sequenceLength = await readImageSequenceLength(model);
    return new SmolVlm(tokenizer, config, images, sequenceLength, model.id);
  }

  shape(width: number, height: number, treatment: Treatment): PictureShape {
    const tiles = tilesOf({ width, height }, treatment, this.#sizes);
    const count = (tiles ? tiles.rows * tiles.columns : 0) + 1;
    const grid = { rows: 1, columns: this.tokensPerImage };
    return { tiles, grids: new Array<typeof grid>(count).fill(grid) };
  }

  preprocess(picture: Picture, treatment: Treatment): VisionFeeds[] {
    const { side } = this.#sizes;
    const mask = { values: new Uint8Array(side * side).fill(1), dims: [1, 1, side, side] };
    return cutTiles(picture, treatment, this.#sizes, this.#images.resample).map((tile) => ({
      pixel_values: { values: planesOf(tile, this.#tables), dims: [1, 1, 3, side, side] },
      pixel_attention_mask: mask,
    }));
  }

  render(prompt: Prompt, pictures: PromptPictures): RenderedPrompt {
    return renderPrompt(prompt, pictures, this.#wording);
  }

  positionIds(): null {
    return null;
  }

  /** As processing_smolvlm.py's get_image_prompt_string. */
  #pictureText({ tiles }: PictureShape): string {
    const run = imageToken.repeat(this.tokensPerImage);
    const whole = `${fakeToken}${globalToken}${run}${fakeToken}`;
    if (!tiles) return whole;
    let text = '';
    for (let row = 1; row <= tiles.rows; row++) {
      for (let column = 1; column <= tiles.columns; column++)
        text += `${fakeToken}<row_${row}_col_${column}>${run}`;
      text += '\n';
    }
    return `${text}\n${whole}`;
  }
}

import * as v from 'valibot';
import type { Picture, Prompt } from '../../domain/index.js';
import { checked, type ModelConfig } from '../model-config.js';
import { readJson, type ModelFiles } from '../model-files.js';
import type { Tokenizer } from '../tokenizer.js';
import { hybridCache, type CacheLayout } from './cache-layout.js';
import type {
  Family,
  PictureShape,
  PromptPictures,
  RenderedPrompt,
  Treatment,
  VisionFeeds,
} from './family.js';
import { lfm2Pictures, tileLayout, tokenSide, wholeSize } from './lfm2-tiles.js';
import { channelStatistics, lookUpTables, normalisation } from './pixels.js';
import { placeTokenId, renderPrompt, type Wording } from './rendering.js';

/** Texts of the special tokens, as the processor of LFM2-VL names them. */
const imageToken = '<image>';
const startToken = '<|image_start|>';
const endToken = '<|image_end|>';
const thumbnailToken = '<|img_thumbnail|>';

const layersConfig = v.object({
  text_config: v.object({
    num_hidden_layers: v.number(),
    layer_types: v.optional(v.nullable(v.array(v.picklist(['conv', 'full_attention'])))),
    full_attn_idxs: v.optional(v.nullable(v.array(v.number()))),
    conv_L_cache: v.optional(v.number(), 3),
  }),
});

type LayersConfig = v.InferOutput<typeof layersConfig>['text_config'];

/**
 * What each text layer is, as configuration_lfm2.py settles it: first configurations list the attention
 * layers alone, and one that says nothing has no convolutions.
 */
function layerTypesOf({ num_hidden_layers, layer_types, full_attn_idxs }: LayersConfig) {
  if (layer_types) return layer_types;
  return Array.from({ length: num_hidden_layers }, (_, layer) =>
    (full_attn_idxs?.includes(layer) ?? true) ? ('full_attention' as const) : ('conv' as const),
  );
}

const imageProcessorConfig = v.object({
  resample: v.optional(v.number(), 2),
  encoder_patch_size: v.optional(v.number(), 16),
  downsample_factor: v.optional(v.number(), 2),
  tile_size: v.optional(v.number(), 512),
  min_tiles: v.optional(v.number(), 2),
  max_tiles: v.optional(v.number(), 10),
  use_thumbnail: v.optional(v.boolean(), true),
  min_image_tokens: v.optional(v.number(), 64),
  max_image_tokens: v.optional(v.number(), 256),
  max_pixels_tolerance: v.optional(v.number(), 2),
  ...normalisation,
  ...channelStatistics([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
});

type ImageProcessorConfig = v.InferOutput<typeof imageProcessorConfig>;

/**
 * LFM2-VL: a picture keeps about its own size, or, split, a large one becomes a grid of square tiles and a
 * thumbnail behind them. Some text layers are convolutions, whose cache cannot be cut.
 */
export class Lfm2Vl implements Family {
  readonly tokensPerImage = null;
  readonly cacheLayout: CacheLayout;
  readonly framePairs = null;
  readonly #images: ImageProcessorConfig;
  readonly #tables: readonly Float32Array[];
  readonly #wording: Wording;

  private constructor(
    tokenizer: Tokenizer,
    config: ModelConfig,
    cacheLayout: CacheLayout,
    images: ImageProcessorConfig,
    modelId: string,
  ) {
    this.cacheLayout = cacheLayout;
    this.#images = images;
    this.#tables = lookUpTables(images);
    this.#wording = {
      tokenizer,
      imageToken,
      imageTokenId: placeTokenId(tokenizer, imageToken, config.image_token_id, modelId),
      pictureText,
    };
  }

  static async load(model: ModelFiles, config: ModelConfig, tokenizer: Tokenizer) {
    const path = 'preprocessor_config.json';
    const images = checked(imageProcessorConfig, await readJson(model, path), model, path);
    const raw = await readJson(model, 'config.json');
    const layers = checked(layersConfig, raw, model, 'config.json').text_config;
    const cacheLayout = hybridCache(config.text_config, layerTypesOf(layers), layers.conv_L_cache);
    return new Lfm2Vl(tokenizer, config, cacheLayout, images, model.id);
  }

  shape(width: number, height: number, treatment: Treatment): PictureShape {
    const { tile_size, use_thumbnail } = this.#images;
    const side = tokenSide(this.#images);
    const size = wholeSize({ width, height }, this.#images);
    const whole = { rows: size.height / side, columns: size.width / side };
    const tiles = tileLayout({ width, height }, treatment, this.#images);
    if (!tiles) return { tiles, grids: [whole] };
    const perSide = Math.ceil(tile_size / side);
    const grids = Array.from({ length: tiles.rows * tiles.columns }, () => ({
      rows: perSide,
      columns: perSide,
    }));
    return { tiles, grids: use_thumbnail ? [...grids, whole] : grids };
  }

  preprocess(picture: Picture, treatment: Treatment): VisionFeeds[] {
    return lfm2Pictures(picture, treatment, this.#images).map((one) => this.#feeds(one, treatment));
  }

  render(prompt: Prompt, pictures: PromptPictures): RenderedPrompt {
    return renderPrompt(prompt, pictures, this.#wording);
  }

  positionIds(): null {
    return null;
  }

  /** Patches row by row, each row, column, channel; padded as the processor does. */
  #feeds({ width, height, data }: Picture, treatment: Treatment): VisionFeeds {
    const {
      encoder_patch_size: side,
      tile_size,
      max_image_tokens,
      downsample_factor,
    } = this.#images;
    const rows = height / side;
    const columns = width / side;
    const perTile = treatment === 'split' ? Math.floor(tile_size / side) ** 2 : 0;
    const room = Math.max(max_image_tokens * downsample_factor ** 2, perTile);
    const depth = 3 * side ** 2;
    const values = new Float32Array(room * depth);
    let at = 0;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let y = 0; y < side; y++) {
          const from = ((row * side + y) * width + column * side) * 3;
          for (let k = 0; k < side * 3; k++)
            values[at++] = this.#tables[k % 3]?.[data[from + k] ?? 0] ?? 0;
        }
    const count = rows * columns;
    const mask = new Uint8Array(room).fill(1, 0, count);
    return {
      pixel_values: { values, dims: [1, room, depth] },
      pixel_attention_mask: { values: mask, dims: [1, room] },
      spatial_shapes: { values: [rows, columns], dims: [1, 2] },
    };
  }
}

/** As processing_lfm2_vl.py's _build_image_tokens. */
function pictureText({ tiles, grids }: PictureShape): string {
  const runs = grids.map(({ rows, columns }, i) => {
    const run = imageToken.repeat(rows * columns);
    if (!tiles) return run;
    const row = Math.floor(i / tiles.columns) + 1;
    const isThumbnail = row > tiles.rows;
    return `${isThumbnail ? thumbnailToken : `<|img_row_${row}_col_${(i % tiles.columns) + 1}|>`}${run}`;
  });
  return `${startToken}${runs.join('')}${endToken}`;
}

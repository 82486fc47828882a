import { AppError, type Picture, type Prompt, type PromptPart } from '../../domain/index.js';
import type { ImageProcessorConfig, ModelConfig } from '../model-config.js';
import { pilResize } from '../pil-resize.js';
import type { ContentItem, Tokenizer } from '../tokenizer.js';
import type { Family, ImagePlace, RenderedPrompt, Tile } from './family.js';

/** Texts of the special tokens, as the processors of Idefics3 and SmolVLM name them. */
const imageToken = '<image>';
const fakeToken = '<fake_token_around_image>';
const globalToken = '<global-img>';

/** The processor never asks for a longer side than this (image_processing_smolvlm.py, MAX_IMAGE_SIZE). */
const maxSide = 4096;

/**
 * The size after the processor's first resize: longest edge as asked, the other by aspect ratio, rounded
 * down and made even (image_processing_smolvlm.py, get_resize_output_image_size).
 */
export function sizeForLongestEdge(
  width: number,
  height: number,
  longest: number,
): { width: number; height: number } {
  const edge = Math.min(longest, maxSide);
  const aspect = width / height;
  const even = (side: number) => Math.max(1, side % 2 === 0 ? side : side + 1);
  if (width >= height) return { width: edge, height: even(Math.trunc(edge / aspect)) };
  return { width: even(Math.trunc(edge * aspect)), height: edge };
}

/** Neighbouring texts become one item; images become bare places. */
function toContent(parts: readonly PromptPart[]): ContentItem[] {
  const content: ContentItem[] = [];
  for (const part of parts) {
    const last = content.at(-1);
    if (part.type !== 'text') content.push({ type: 'image' });
    else if (last?.type === 'text')
      content[content.length - 1] = { type: 'text', text: last.text + part.text };
    else content.push({ type: 'text', text: part.text });
  }
  return content;
}

/**
 * Idefics3 and SmolVLM: each picture is one square tile (`do_image_splitting` off), its features take
 * the places of a run of `<image>` tokens between `<fake_token_around_image>` marks.
 */
export class SmolVlm implements Family {
  readonly tokensPerImage: number;
  readonly #tokenizer: Tokenizer;
  readonly #images: ImageProcessorConfig;
  readonly #imageTokenId: number;

  constructor(
    tokenizer: Tokenizer,
    config: ModelConfig,
    images: ImageProcessorConfig,
    sequenceLength: number,
    modelId: string,
  ) {
    this.#tokenizer = tokenizer;
    this.#images = images;
    const ids = tokenizer.encode(imageToken);
    const [id] = ids;
    if (id === undefined || ids.length !== 1 || id !== (config.image_token_id ?? id))
      throw new AppError(
        'unsupported-model',
        `The tokenizer of the model ${modelId} has no single token ${imageToken} with the id that config.json states.`,
      );
    this.#imageTokenId = id;
    this.tokensPerImage = sequenceLength;
  }

  render(prompt: Prompt): RenderedPrompt {
    const parts = prompt.segments.flatMap((segment) => segment.parts);
    for (const part of parts) if (part.type === 'text') this.#refuseSpecialTokens(part.text);
    const images = parts.flatMap((part) =>
      part.type === 'text' ? [] : [part.type === 'frame' ? part.index : ('query' as const)],
    );
    const text = this.#tokenizer.chat(toContent(parts));
    const run = imageToken.repeat(this.tokensPerImage);
    const expanded = text.replaceAll(imageToken, `${fakeToken}${globalToken}${run}${fakeToken}`);
    const ids = this.#tokenizer.encode(expanded);
    return { text, ids, places: this.#findPlaces(ids, images) };
  }

  preprocess(picture: Picture): Tile {
    const { resample, max_image_size, rescale_factor, image_mean, image_std } = this.#images;
    const side = max_image_size.longest_edge;
    const first = sizeForLongestEdge(picture.width, picture.height, side);
    const fitted = pilResize(picture, first.width, first.height, resample);
    const { data } = pilResize(fitted, side, side, resample);
    const area = side * side;
    const values = new Float32Array(3 * area);
    for (let c = 0; c < 3; c++) {
      const mean = this.#images.do_normalize ? (image_mean[c] ?? 0) : 0;
      const std = this.#images.do_normalize ? (image_std[c] ?? 1) : 1;
      for (let i = 0; i < area; i++)
        values[c * area + i] = ((data[i * 3 + c] ?? 0) * rescale_factor - mean) / std;
    }
    return { width: side, height: side, data: values };
  }

  #refuseSpecialTokens(text: string): void {
    const found = this.#tokenizer.specialTokens.find((token) => text.includes(token));
    if (found !== undefined)
      throw new AppError(
        'invalid-dataset',
        `The question or an option contains ${found}, which this model reads as a command. Reword it.`,
      );
  }

  /** Runs of image tokens, in order; one run an image. */
  #findPlaces(ids: readonly number[], images: readonly (number | 'query')[]): ImagePlace[] {
    const starts = [...ids.keys()].filter(
      (i) => ids[i] === this.#imageTokenId && ids[i - 1] !== this.#imageTokenId,
    );
    if (starts.length !== images.length)
      throw new AppError(
        'unsupported-model',
        `The chat template made ${starts.length} image places of ${images.length} images.`,
      );
    return images.map((image, i) => ({
      image,
      start: starts[i] ?? 0,
      length: this.tokensPerImage,
    }));
  }
}

import type { Picture, Prompt } from '../../domain/index.js';

/** Where one image's features go in the token sequence. */
export interface ImagePlace {
  /** Index of a frame in the prompt's list, or the query image. */
  readonly image: number | 'query';
  /** Position of its first image token. */
  readonly start: number;
  /** Number of image tokens. */
  readonly length: number;
}

/** A prompt as the model reads it. */
export interface RenderedPrompt {
  /** The chat text with image places marked, as it is stored with the answer. */
  readonly text: string;
  readonly ids: readonly number[];
  readonly places: readonly ImagePlace[];
}

/** Normalised pixel values of one tile: planes R, G, B of height x width, float32. */
export interface Tile {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** What differs between model architectures. One file each. */
export interface Family {
  /** Tokens of one image as it is put in the prompt. */
  readonly tokensPerImage: number;
  /** @throws AppError `invalid-dataset` when a text holds one of the model's special tokens */
  render(prompt: Prompt): RenderedPrompt;
  /** The model's own resize and normalisation of one picture. */
  preprocess(picture: Picture): Tile;
}

import type { Picture, Prompt } from '../../domain/index.js';
import type { CacheLayout } from './cache-layout.js';

/** `split`: in tiles and as a whole, as the model's own processor does it by default; `whole`: never in tiles. */
export type Treatment = 'whole' | 'split';

/** An input of the vision session; the session declares its element type. */
export interface Feed {
  /** Bytes are a mask of 0 and 1. */
  readonly values: Float32Array | Uint8Array | readonly number[];
  readonly dims: readonly number[];
}

/** Inputs of one run of the vision session, by name. Those that an export has not are left out. */
export type VisionFeeds = Readonly<Record<string, Feed>>;

/** Image tokens that stand together, row by row. */
export interface TokenGrid {
  readonly rows: number;
  readonly columns: number;
}

/** How a picture lies in a prompt; follows from its size alone. */
export interface PictureShape {
  /** Tiles that the picture is cut into; null: none. */
  readonly tiles: TokenGrid | null;
  /** Tokens of each tile, row by row, then of the picture as a whole. */
  readonly grids: readonly TokenGrid[];
}

/** Shapes of the pictures that a prompt shows. */
export interface PromptPictures {
  /** By the index in the prompt of the frame, or of the pair of frames. */
  readonly frames: readonly PictureShape[];
  /** Null where the prompt shows no query image. */
  readonly query: PictureShape | null;
}

/** Where features of one image go in the token sequence: a tile's, or a whole picture's. */
export interface ImagePlace {
  /** Index of a frame, or of a pair of frames, in the prompt's list, or the query image. */
  readonly image: number | 'query';
  /** Position of its first image token. */
  readonly start: number;
  /** Number of image tokens. */
  readonly length: number;
  /** Image tokens in a row of the picture. */
  readonly columns: number;
  /** Row of the picture's features that goes to `start`. */
  readonly from: number;
}

/** A prompt as the model reads it. */
export interface RenderedPrompt {
  /** The chat text with image places marked, as it is stored with the answer. */
  readonly text: string;
  readonly ids: readonly number[];
  readonly places: readonly ImagePlace[];
}

/** Two frames as one moment of a video. */
export interface FramePairs {
  /** How a pair of frames of one size lies in a prompt. @throws AppError as `Family.shape` */
  shape(width: number, height: number): PictureShape;
  /** As `Family.preprocess`, of two frames of one size. */
  preprocess(first: Picture, second: Picture): VisionFeeds[];
}

/** What differs between model architectures. One file each. */
export interface Family {
  /** Tokens of every picture taken whole; null where they depend on its size. */
  readonly tokensPerImage: number | null;
  readonly cacheLayout: CacheLayout;
  /** Null where frames go in as images only. */
  readonly framePairs: FramePairs | null;
  /** @throws AppError `corrupt-image` for a shape that the model's processor refuses */
  shape(width: number, height: number, treatment: Treatment): PictureShape;
  /**
   * The model's own resize and normalisation of one picture, as inputs of one or more runs of the vision
   * session. Their features, one behind the other, fill the `grids` of the picture's shape.
   */
  preprocess(picture: Picture, treatment: Treatment): VisionFeeds[];
  /** @throws AppError `invalid-dataset` when a text holds one of the model's special tokens */
  render(prompt: Prompt, pictures: PromptPictures): RenderedPrompt;
  /**
   * Rotary positions of every token: time, row and column, each as long as the prompt. Null where they
   * are 0, 1, 2, ... A text token's three positions are equal; the token behind the last has one more.
   */
  positionIds(prompt: RenderedPrompt): readonly (readonly number[])[] | null;
}

/** Number of image tokens of a picture. */
export const tokensOf = ({ grids }: PictureShape): number =>
  grids.reduce((sum, { rows, columns }) => sum + rows * columns, 0);

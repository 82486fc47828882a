import type { Picture, Prompt, PromptSegment } from '../../src/domain/index.js';
import type { Treatment } from '../../src/model/families/family.js';

type Size = readonly [width: number, height: number];

/** What transformers made of formula-made pictures and prompts with a tiny model: scripts/families/make.py. */
export interface FamilyReference {
  readonly cases: readonly FamilyCase[];
  readonly pixels: readonly PixelCase[];
  /** Of two frames, the pictures `index` and the next; only of families that take frames in pairs. */
  readonly pairs?: readonly Omit<PixelCase, 'treatment'>[];
}

export interface FamilyCase {
  readonly name: string;
  readonly segments: readonly PromptSegment[];
  readonly frames: readonly Size[];
  readonly query: { readonly size: Size; readonly treatment: Treatment } | null;
  readonly inputIds: readonly number[];
  /** Rotary positions; only of families that have more than one axis. */
  readonly positionIds?: readonly (readonly number[])[];
  readonly lastLogits: readonly number[];
  /** The most likely tokens that follow, as far as none is nearly a tie. */
  readonly greedyIds: readonly number[];
}

/** Pixel values of the vision session's input before normalisation, 0 to 255, as base64. */
export interface PixelCase {
  readonly size: Size;
  readonly index: number;
  readonly treatment: Treatment;
  readonly dims: readonly number[];
  /** Value k is of channel floor(k / channelStride) mod 3. */
  readonly channelStride: number;
  readonly tokens: number;
  readonly values: string;
}

/** Families with a fixture, by config.json's model_type. */
export const familyNames = ['idefics3', 'qwen2_vl', 'qwen2_5_vl', 'qwen3_5', 'lfm2_vl'] as const;
export type FamilyName = (typeof familyNames)[number];

/** The picture with index i, by the formula that the fixtures state. */
export function formulaPicture([width, height]: Size, i: number): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        data[(y * width + x) * 3 + c] =
          (x * (7 + i) + y * 13 + c * 29 + i * 37 + ((x * y) % 11) * 17) % 256;
  return { width, height, data };
}

/** Index of the query image in the formula. */
export const queryIndex = 100;

/** Whether a case shows its frames in pairs. */
export const inPairs = ({ segments }: FamilyCase): boolean =>
  segments.some(({ parts }) => parts.some(({ type }) => type === 'frame-pair'));

export const casePrompt = ({ segments }: FamilyCase): Prompt => ({
  version: 'standard/1',
  segments,
});

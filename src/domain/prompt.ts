import type { PromptVersion } from './protocol.js';

/** A piece of a prompt. A model family renders it: what an image looks like as text is the family's business. */
export type PromptPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'frame'; readonly index: number }
  /** Two neighbouring frames as one moment of a video, by the pair's index; of an odd number the last is alone. */
  | { readonly type: 'frame-pair'; readonly index: number }
  | { readonly type: 'query-image' };

/** Parts that are reused together: a KV cache may be cut between two segments, never inside one. */
export interface PromptSegment {
  readonly name: 'frames' | 'image' | 'question' | 'options';
  readonly parts: readonly PromptPart[];
}

export interface Prompt {
  readonly version: PromptVersion;
  readonly segments: readonly PromptSegment[];
}

export const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'] as const;
export type Letter = (typeof letters)[number];

/** The options of one question in the order they are put to the model. */
export interface OptionOrder {
  /** Text by letter, from `a` on, at most ten. */
  readonly options: Readonly<Partial<Record<Letter, string>>>;
  /** Where the answer itself went. */
  readonly correctOption: Letter;
  /** Every letter whose text is the answer's, `correctOption` among them, ascending. */
  readonly correctOptions: readonly Letter[];
}

import type {
  FrameInput,
  FrameRecord,
  OptionOrder,
  Order,
  Prompt,
  PromptVersion,
} from '../domain/index.js';
import { reference1 } from './reference-1.js';
import { smolvlmVideo1 } from './smolvlm-video-1.js';
import { standard1 } from './standard-1.js';

/** What a prompt is made of. What a condition leaves out is left out here: no frames, or `image` false. */
export interface PromptInput {
  readonly question: string;
  readonly optionOrder: OptionOrder;
  /** The frames that labels tell of, ascending; empty where the condition has none. */
  readonly frames: readonly Pick<FrameRecord, 'time'>[];
  /** Whether two frames go in as one; the label of a pair tells of its first. */
  readonly frameInput?: FrameInput | undefined;
  /** Which frame, or which pair, stands at each place (`frameOrder`); null or absent: each at its own. */
  readonly frameOrder?: readonly number[] | null;
  /** Frames asked for, where a short video may have fewer; absent: those shown. */
  readonly framesAsked?: number;
  /** Length of the video in seconds, as its container states it; null or absent: unknown, or no video is shown. */
  readonly duration?: number | null;
  /** Whether the query image is shown. */
  readonly image: boolean;
  readonly order: Order;
  /** Whether `standard/1` labels frames with their times (else with their numbers). */
  readonly timestamps: boolean;
}

const wordings: Readonly<Record<PromptVersion, (input: PromptInput) => Prompt['segments']>> = {
  'standard/1': standard1,
  'smolvlm-video/1': smolvlmVideo1,
  'reference/1': reference1,
};

/**
 * The ordered parts of a prompt, in segments between which a KV cache may be cut. To a wording a pair of frames is a
 * frame, so that none needs words of its own for pairs.
 */
export function buildPrompt(version: PromptVersion, input: PromptInput): Prompt {
  const labelled =
    input.frameInput === 'video-pairs' ? input.frames.filter((_, i) => i % 2 === 0) : input.frames;
  return { version, segments: wordings[version]({ ...input, frames: labelled }) };
}

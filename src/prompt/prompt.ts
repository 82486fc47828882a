import type { FrameRecord, OptionOrder, Order, Prompt, PromptVersion } from '../domain/index.js';
import { standard1 } from './standard-1.js';

/** What a prompt is made of. What a condition leaves out is left out here: no frames, or `image` false. */
export interface PromptInput {
  readonly question: string;
  readonly optionOrder: OptionOrder;
  /** The frames shown, ascending; empty where the condition has none. */
  readonly frames: readonly Pick<FrameRecord, 'time'>[];
  /** Whether the query image is shown. */
  readonly image: boolean;
  readonly order: Order;
  /** Whether frames are labelled with their times (else with their numbers). */
  readonly timestamps: boolean;
}

const wordings: Readonly<Record<PromptVersion, (input: PromptInput) => Prompt['segments']>> = {
  'standard/1': standard1,
};

/** The ordered parts of a prompt, in segments between which a KV cache may be cut. */
export function buildPrompt(version: PromptVersion, input: PromptInput): Prompt {
  return { version, segments: wordings[version](input) };
}

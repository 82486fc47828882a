import type { Letter, OptionOrder, PromptPart } from '../domain/index.js';
import type { PromptInput } from './prompt.js';

/** What the prompt versions have in common. Their wordings are frozen, and so are these. */

export const text = (value: string): PromptPart => ({ type: 'text', text: value });

/** The frame, or pair of frames, at a place: labels stay where they are when frames are permuted. */
export const frameAt = ({ frameInput, frameOrder }: PromptInput, place: number): PromptPart => ({
  type: frameInput === 'video-pairs' ? 'frame-pair' : 'frame',
  index: frameOrder?.[place] ?? place,
});

export const queryImage: PromptPart = { type: 'query-image' };

/** `a. text`, one a letter. */
export const optionLines = ({ options }: OptionOrder): string[] =>
  (Object.entries(options) as [Letter, string][]).map(([letter, option]) => `${letter}. ${option}`);

export const instruction = "Answer with the option's letter from the given choices directly.";

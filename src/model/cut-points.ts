import type { Prompt, PromptSegment } from '../domain/index.js';
import type { RenderedPrompt } from './families/family.js';

/** Segments after which a prompt may go on in another way: with another question, or other options. */
export type SharedSegment = Extract<PromptSegment['name'], 'frames' | 'question'>;

/**
 * How many tokens a prompt shares with others that are equal up to the end of a segment; 0: none.
 *
 * - `frames`: up to the last frame's image tokens, when the frames come first. No tokenizer merges across those.
 * - `question`: as far as the token ids of the prompt and of one that ends there are the same. What stands
 *   behind decides where a tokenizer cuts the last words, so the ids are compared.
 *
 * @param render as the prompt itself was rendered
 */
export function sharedTokens(
  after: SharedSegment,
  prompt: Prompt,
  rendered: RenderedPrompt,
  render: (shorter: Prompt) => RenderedPrompt,
): number {
  if (after === 'frames') return endOfFrames(prompt, rendered);
  const end = prompt.segments.findIndex(({ name }) => name === 'question');
  const segments = prompt.segments.slice(0, end + 1);
  if (end < 0 || segments.length === prompt.segments.length) return 0;
  const shorter = render({ ...prompt, segments });
  const shared = commonPrefix(rendered.ids, shorter.ids);
  // Pictures stand whole on one side: else the prompt goes on with them, and there is no question yet.
  return rendered.places.every(({ start, length }) => start + length <= shared) ? shared : 0;
}

function endOfFrames({ segments }: Prompt, { places }: RenderedPrompt): number {
  if (segments[0]?.name !== 'frames') return 0;
  const last = places.findLast(({ image }) => image !== 'query');
  return last ? last.start + last.length : 0;
}

/** Number of leading values that are equal. */
function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return length;
}

import type { PromptSegment } from '../domain/index.js';
import { frameAt, instruction, optionLines, queryImage, text } from './parts.js';
import type { PromptInput } from './prompt.js';

/** Seconds as M:SS, from an hour on H:MM:SS; the fraction is dropped. */
export function timeLabel(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The frames with their times, or their numbers from 1 on. */
function framesSegment(input: PromptInput): PromptSegment {
  const parts = [text('The following frames are sampled from a video, in order.\n')];
  for (const [i, frame] of input.frames.entries())
    parts.push(
      text(input.timestamps ? `Frame at ${timeLabel(frame.time)}:` : `Frame ${i + 1}:`),
      frameAt(input, i),
      text('\n'),
    );
  return { name: 'frames', parts };
}

const imageSegment: PromptSegment = {
  name: 'image',
  parts: [text('Query image:'), queryImage, text('\n')],
};

/**
 * Prompt version `standard/1`. The wording is frozen: stored answers name it, and a later wording is a
 * new version. Nothing is said of an image that is not there.
 */
export const standard1 = (input: PromptInput): readonly PromptSegment[] =>
  withFrames(input, framesSegment);

/** `standard/1` with a wording of the frames' own. */
export function withFrames(
  input: PromptInput,
  framesOf: (input: PromptInput) => PromptSegment,
): readonly PromptSegment[] {
  const segments: PromptSegment[] = [];
  if (input.frames.length > 0) segments.push(framesOf(input));
  if (input.image) segments.push(imageSegment);
  if (input.order === 'image-first') segments.reverse();
  const options = optionLines(input.optionOrder).map((line) => `${line}\n`);
  segments.push(
    { name: 'question', parts: [text(`${input.question}\n`)] },
    { name: 'options', parts: [text(`${options.join('')}${instruction}`)] },
  );
  return segments;
}

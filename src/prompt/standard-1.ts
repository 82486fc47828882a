import type { Letter, OptionOrder, PromptPart, PromptSegment } from '../domain/index.js';
import type { PromptInput } from './prompt.js';

const text = (value: string): PromptPart => ({ type: 'text', text: value });

/** Seconds as M:SS, from an hour on H:MM:SS; the fraction is dropped. */
export function timeLabel(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The frames with their times, or their numbers from 1 on. */
function framesSegment({ frames, timestamps }: PromptInput): PromptSegment {
  const parts = [text('The following frames are sampled from a video, in order.\n')];
  for (const [i, frame] of frames.entries())
    parts.push(
      text(timestamps ? `Frame at ${timeLabel(frame.time)}:` : `Frame ${i + 1}:`),
      { type: 'frame', index: i },
      text('\n'),
    );
  return { name: 'frames', parts };
}

const imageSegment: PromptSegment = {
  name: 'image',
  parts: [text('Query image:'), { type: 'query-image' }, text('\n')],
};

const optionLines = ({ options }: OptionOrder): string =>
  (Object.entries(options) as [Letter, string][])
    .map(([letter, option]) => `${letter}. ${option}\n`)
    .join('');

/**
 * Prompt version `standard/1`. The wording is frozen: stored answers name it, and a later wording is a
 * new version. Nothing is said of an image that is not there.
 */
export function standard1(input: PromptInput): readonly PromptSegment[] {
  const segments: PromptSegment[] = [];
  if (input.frames.length > 0) segments.push(framesSegment(input));
  if (input.image) segments.push(imageSegment);
  if (input.order === 'image-first') segments.reverse();
  segments.push(
    { name: 'question', parts: [text(`${input.question}\n`)] },
    {
      name: 'options',
      parts: [
        text(
          `${optionLines(input.optionOrder)}Answer with the option's letter from the given choices directly.`,
        ),
      ],
    },
  );
  return segments;
}

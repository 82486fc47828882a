import type { PromptPart, PromptSegment } from '../domain/index.js';
import { frameAt, text } from './parts.js';
import type { PromptInput } from './prompt.js';
import { withFrames } from './standard-1.js';

const small = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
  ...['eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen'],
  'nineteen',
];
const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** A whole number from 0 to 9999 in words, as the Python package num2words writes it. */
export function inWords(n: number): string {
  const [unit, name] = n < 1000 ? [100, 'hundred'] : [1000, 'thousand'];
  if (n < 20) return small[n] ?? '';
  const rest = n % (n < 100 ? 10 : unit);
  if (n < 100) return `${tens[Math.floor(n / 10) - 2] ?? ''}${rest > 0 ? `-${inWords(rest)}` : ''}`;
  const head = `${inWords(Math.floor(n / unit))} ${name}`;
  return rest === 0 ? head : `${head}${rest < 100 ? ' and ' : ', '}${inWords(rest)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Whole seconds as Python prints a timedelta: H:MM:SS, days before them. */
function timedelta(seconds: number): string {
  const [days, rest] = [Math.floor(seconds / 86_400), seconds % 86_400];
  const clock = `${Math.floor(rest / 3600)}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  return days === 0 ? clock : `${days} day${days === 1 ? '' : 's'}, ${clock}`;
}

/** As processing_smolvlm.py's `replace_video_token` writes a video. */
function framesSegment(input: PromptInput): PromptSegment {
  const { frames, duration } = input;
  const seconds = Math.floor(duration ?? frames.at(-1)?.time ?? 0);
  const parts: PromptPart[] = [
    text(
      `You are provided the following series of ${inWords(frames.length)} frames from a ${timedelta(seconds)} [H:MM:SS] video.\n`,
    ),
  ];
  for (const [i, { time }] of frames.entries())
    parts.push(
      text(`\nFrame from ${two(Math.floor(time / 60))}:${two(Math.floor(time % 60))}:`),
      frameAt(input, i),
    );
  return { name: 'frames', parts: [...parts, text('\n\n')] };
}

/**
 * Prompt version `smolvlm-video/1`: `standard/1` with the words for a video that SmolVLM2 was trained to see. The wording
 * is frozen.
 */
export const smolvlmVideo1 = (input: PromptInput): readonly PromptSegment[] =>
  withFrames(input, framesSegment);

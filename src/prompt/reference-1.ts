import type { PromptSegment } from '../domain/index.js';
import { frameAt, instruction, optionLines, queryImage, text } from './parts.js';
import type { PromptInput } from './prompt.js';

/** A number from 0 on as Python prints a float: from 1e16 on and below 1e-4 with an exponent of two digits. */
export function pythonFloat(value: number): string {
  if (value !== 0 && (value >= 1e16 || value < 1e-4)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/**
 * Prompt version `reference/1`, the reference harness's byte for byte: pictures, then one text. It tells of frames and an
 * image also where a condition leaves them out, counts the frames that were asked for, and adds a question mark to
 * every question. The wording is frozen.
 */
export function reference1(input: PromptInput): readonly PromptSegment[] {
  const {
    order,
    question,
    optionOrder,
    framesAsked = input.frames.length,
    duration = null,
  } = input;
  const seconds = duration === null ? 'None' : pythonFloat(duration);
  const video = `a video that has been divided into ${framesAsked} evenly spaced frames across its ${seconds} seconds duration`;
  const opening =
    order === 'image-first'
      ? `We provide you with an image placed at the very beginning, followed by ${video}. Please answer the question based on the content from both the image and the extracted video frames.`
      : `We provide you with ${video}, followed by an image. Please answer the question based on the content from both the video frames and the image.`;
  const pictures: PromptSegment[] = [];
  if (input.frames.length > 0)
    pictures.push({ name: 'frames', parts: input.frames.map((_, i) => frameAt(input, i)) });
  if (input.image) pictures.push({ name: 'image', parts: [queryImage] });
  if (order === 'image-first') pictures.reverse();
  const options = optionLines(optionOrder).map((line) => `${line}\n`);
  return [
    ...pictures,
    { name: 'question', parts: [text(`${opening}${question}？\n`)] },
    { name: 'options', parts: [text(`${options.join('')}${instruction}`)] },
  ];
}

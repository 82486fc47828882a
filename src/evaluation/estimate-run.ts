import { needsFrames, needsImage, type Protocol } from '../domain/index.js';
import type { ModelSpeed } from '../model/index.js';
import { promptTokens } from './prompt-tokens.js';
import { readingTime } from './reading-time.js';
import type { RunWork } from './run-work.js';
import type { TokenCosts } from './token-costs.js';

/** How fast a model is, and what prompts are to it. */
export interface RunSpeed {
  readonly model: ModelSpeed;
  readonly tokens: TokenCosts;
}

/** Whether all prompts on a video begin with the same frames. */
const sharesFrames = ({ condition, order }: Protocol): boolean =>
  needsFrames(condition) &&
  condition !== 'frames-shuffled' &&
  (order === 'video-first' || !needsImage(condition));

/**
 * Seconds that a model works on a run as the run loop does it: the frames of a video are encoded once, and read once
 * where they come first in every prompt; a question is read once for all its option orders. Videos are taken to be
 * decoded meanwhile and to have the frames asked for, pictures to be 640 x 360 where nothing else is known, and a
 * generated text to be as long as it may. Pictures of other sizes are taken to cost as their tokens.
 * @param tokenLimit most tokens of a prompt, where that decides the number of frames; null: the protocol's frames
 */
export function estimateRun(
  { model, tokens: costs }: RunSpeed,
  asked: Protocol,
  work: RunWork,
  tokenLimit: number | null = null,
): number {
  const { picture, shape } = model;
  const full = promptTokens(costs, asked, work, picture.tokens);
  const protocol = { ...asked, frames: framesWithin(tokenLimit, asked, full) };
  const tokens = promptTokens(costs, protocol, work, picture.tokens);
  const read = readingTime(model);
  const encode = (imageTokens: number): number => (picture.ms * imageTokens) / picture.tokens;

  const whole = tokens.frames + tokens.image + tokens.question + tokens.options;
  const reuses = shape.reusesPrefix;
  const shared = reuses && sharesFrames(protocol) ? tokens.frames : 0;
  const behind = whole - tokens.options;
  const { rotations, scoring, maxTokens = 1 } = protocol;
  const perQuestion =
    encode(tokens.inImage) +
    (reuses && rotations > 1
      ? read(shared, behind - shared) + rotations * read(behind, tokens.options)
      : rotations * read(shared, whole - shared)) +
    (scoring === 'generate' ? rotations * (maxTokens - 1) * read(whole, 1) : 0);
  const perVideo = encode(tokens.inFrame) * framesOf(protocol) + read(0, shared);
  return (work.videos * perVideo + work.questions * perQuestion) / 1000;
}

const framesOf = ({ condition, frames }: Protocol): number => (needsFrames(condition) ? frames : 0);

function framesWithin(
  tokenLimit: number | null,
  { frames }: Protocol,
  { perFrame, image, question, options }: ReturnType<typeof promptTokens>,
): number {
  if (tokenLimit === null) return frames;
  return Math.max(0, Math.floor((tokenLimit - image - question - options) / perFrame));
}

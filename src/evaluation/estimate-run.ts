import { needsFrames, needsImage, type Protocol } from '../domain/index.js';
import type { ModelSpeed } from '../model/index.js';
import { prefixKey } from './lanes.js';
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

/** Seconds of a run's parts. */
interface RunParts {
  /** Encoding all frames, and all query images. */
  readonly frames: number;
  readonly images: number;
  /** Reading the frames where they come first in every prompt on a video. */
  readonly beginnings: number;
  /** Reading the rest of every prompt, and generating. */
  readonly questions: number;
}

/**
 * Seconds that a model works on a run as the run loop does it: the frames of a video are encoded once, and read once
 * where they come first in every prompt; a question is read once for all its option orders. Videos are taken to be
 * decoded meanwhile and to have the frames asked for, pictures to be 640 x 360 where nothing else is known, and a
 * generated text to be as long as it may. Pictures of other sizes are taken to cost as their tokens.
 * @param tokenLimit most tokens of a prompt, where that decides the number of frames; null: the protocol's frames
 */
export function estimateRun(
  speed: RunSpeed,
  protocol: Protocol,
  work: RunWork,
  tokenLimit: number | null = null,
): number {
  const { frames, images, beginnings, questions } = partsOf(speed, protocol, work, tokenLimit);
  return frames + images + beginnings + questions;
}

/**
 * The same of several runs that are executed together on the same questions: equal frames and query images are encoded
 * once for all of them, and beginnings that prompts share are read once.
 */
export function estimateRuns(
  speed: RunSpeed,
  protocols: readonly Protocol[],
  work: RunWork,
): number {
  const counted = new Set<string>();
  const once = (what: keyof RunParts, key: string, seconds: number): number => {
    const name = `${what} ${key}`;
    if (counted.has(name)) return 0;
    counted.add(name);
    return seconds;
  };
  let seconds = 0;
  for (const protocol of protocols) {
    const parts = partsOf(speed, protocol, work, null);
    const { frames, sampling, height, decoder, frameInput, imageSplitting } = protocol;
    if (needsFrames(protocol.condition)) {
      const taken = JSON.stringify([frames, sampling, height, decoder, frameInput]);
      seconds += once('frames', taken, parts.frames);
    }
    if (needsImage(protocol.condition))
      seconds += once('images', String(imageSplitting), parts.images);
    if (parts.beginnings > 0) seconds += once('beginnings', prefixKey(protocol), parts.beginnings);
    seconds += parts.questions;
  }
  return seconds;
}

function partsOf(
  { model, tokens: costs }: RunSpeed,
  asked: Protocol,
  work: RunWork,
  tokenLimit: number | null,
): RunParts {
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
    (reuses && rotations > 1
      ? read(shared, behind - shared) + rotations * read(behind, tokens.options)
      : rotations * read(shared, whole - shared)) +
    (scoring === 'generate' ? rotations * (maxTokens - 1) * read(whole, 1) : 0);
  return {
    frames: (work.videos * encode(tokens.inFrame) * framesOf(protocol)) / 1000,
    images: (work.questions * encode(tokens.inImage)) / 1000,
    beginnings: (work.videos * read(0, shared)) / 1000,
    questions: (work.questions * perQuestion) / 1000,
  };
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

import { median } from './statistics.mjs';

/** 1,686 questions on 747 videos: the public file. */
export const questionsPerVideo = 2.26;

/**
 * Milliseconds of one video's questions in one round; see test/bench/model.ts.
 * @typedef {object} VideoCosts
 * @property {number} first frames and query image encoded, the prompt read
 * @property {readonly number[]} rotations the same question in further option orders
 * @property {readonly number[]} further further questions, each with a query image of its own
 * @property {number} split a further question whose query image is cut into tiles
 * @property {number} splitRotation a further option order of that one
 */

/** @param {VideoCosts} costs what further work costs beside the first question's */
export const furtherOverFirst = ({ first, further, rotations }) => ({
  question: median(further) / first,
  rotation: median(rotations) / first,
});

/**
 * The same where every query image is cut into tiles: the first question then costs as much more as a further one does.
 * @param {VideoCosts} costs
 */
export function furtherOverFirstSplit({ first, further, split, splitRotation }) {
  const whole = first - median(further) + split;
  return { question: split / whole, rotation: splitRotation / whole };
}

/**
 * How many times faster a video's questions are answered than by asking each in each option order anew.
 * @param {VideoCosts} costs
 * @param {number} straightforwardMs one question, asked anew
 * @param {number} orders option orders of each question
 */
export function timesFaster({ first, further, rotations }, straightforwardMs, orders) {
  const ours =
    first +
    (questionsPerVideo - 1) * median(further) +
    questionsPerVideo * (orders - 1) * median(rotations);
  return (questionsPerVideo * orders * straightforwardMs) / ours;
}

/**
 * Wall time of a run over the sum of its stages: all that the model worked, and the wait for the first video's frames.
 * Later videos are decoded while the model works on the one before: what is waited for those counts as overhead.
 * @param {number} wallMs
 * @param {readonly {decodeMs: number, encodeMs: number, prefillMs: number, generateMs: number}[]} timings of all answers,
 *   the first one's first
 */
export function overheadOf(wallMs, timings) {
  const worked = timings.map((one) => one.encodeMs + one.prefillMs + one.generateMs);
  return wallMs / worked.reduce((a, b) => a + b, timings[0]?.decodeMs ?? 0);
}

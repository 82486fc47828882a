import { InvalidArgumentError, Option } from 'commander';
import { oneOf, readHeight, UsageError, whole } from './option-values.mjs';

/**
 * @typedef {object} Grid what a free grid varies; an empty list varies nothing
 * @property {readonly (string | number)[]} frames
 * @property {readonly (string | number)[]} heights
 * @property {readonly (string | number)[]} orders
 * @property {readonly (string | number)[]} conditions
 *
 * @typedef {object} SuiteWish
 * @property {string} name a preset, or grid
 * @property {string} size set-up: as the other options say
 * @property {Grid} grid
 */

export const suitePresets = [
  ...['order', 'frames', 'heights', 'tokens', 'necessity', 'existence', 'context'],
];
export const suiteSizes = ['set-up', 'look', 'check', 'full'];

/** @param {readonly string[]} words */
const oneOfThese = (words) => (/** @type {string} */ word) => {
  if (words.includes(word)) return word;
  throw new InvalidArgumentError(`"${word}" is none of ${words.join(', ')}.`);
};

/** How a value of each axis is read. */
const axes = {
  frames: whole('Each', 1, 1024),
  heights: readHeight,
  orders: oneOfThese(['video-first', 'image-first']),
  conditions: oneOfThese([
    ...['full', 'image-masked', 'video-masked', 'text-only', 'frames-shuffled'],
  ]),
};

/** @type {Grid} */
const nothing = { frames: [], heights: [], orders: [], conditions: [] };

/** @param {string} text `frames=8,16` @param {Grid} before @returns {Grid} */
function readAxis(text, before = nothing) {
  const [, name = '', values = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
  if (!Object.hasOwn(axes, name))
    throw new InvalidArgumentError(
      `It is written NAME=VALUE,VALUE; names are ${Object.keys(axes).join(', ')}.`,
    );
  const axis = /** @type {keyof Grid} */ (name);
  if (before[axis].length > 0) throw new InvalidArgumentError(`${axis} is given twice.`);
  return { ...before, [axis]: values.split(',').map((value) => axes[axis](value.trim())) };
}

export const suiteOptions = () => [
  oneOf(
    '--suite <suite>',
    "runs that differ in one thing, executed together: the paper's order of image and video, frame counts and heights, many small frames or few large ones (tokens; existence: on that task), whether image and frames are needed, a long context, or a grid of your own",
    [...suitePresets, 'grid'],
  ),
  oneOf(
    '--size <size>',
    'of a suite: look (10 questions, 8 frames, no claim), check (about 100 questions as whole videos: only effects of 12 points or more can show), full (all questions), or set-up: as --limit and --frames say',
    suiteSizes,
  ),
  new Option(
    '--grid <name=values>',
    'with --suite grid, may be repeated: what is varied, as in frames=8,16 heights=72,native orders=video-first,image-first conditions=full,image-masked',
  ).argParser(readAxis),
];

/**
 * @param {Record<string, any>} given the parsed options
 * @returns {SuiteWish | null} null: no suite is asked for
 * @throws UsageError when something is given that makes no sense with it, or without it
 */
export function suiteOf(given) {
  const { suite: name, size = 'set-up', grid } = given;
  /** @param {boolean} wrong @param {string} why */
  const refuse = (wrong, why) => {
    if (wrong) throw new UsageError(why);
  };
  refuse((name === 'grid') !== (grid !== undefined), '--suite grid and --grid go together.');
  if (name === undefined) {
    refuse(given['size'] !== undefined, '--size is for suites: add --suite.');
    return null;
  }
  refuse(given['exportCheck'] !== undefined, '--suite and --export-check: ask for one of them.');
  refuse(
    given['outputFile'] !== undefined || given['export'] !== undefined,
    '--output-file and --export are for one run: of a suite there are --report and --log.',
  );
  refuse(
    size !== 'set-up' && given['limit'] !== undefined,
    `--size ${size} says how many questions are asked: leave out --limit.`,
  );
  return { name, size, grid: grid ?? nothing };
}

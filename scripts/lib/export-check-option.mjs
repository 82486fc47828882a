import { InvalidArgumentError, Option } from 'commander';
import { dtypes } from './dtype-option.mjs';
import { existingPath, UsageError } from './option-values.mjs';

/**
 * @typedef {object} ExportCheckWish
 * @property {readonly string[]} formats the reference first
 * @property {boolean} sessionsAlone whether each session of another format is run alone, too
 * @property {string | null} second absolute path of another model folder
 */

/** Questions where --limit does not say: they show what accuracy would need thousands for. */
const usualLimit = 50;

/** @param {string} text */
function readFormats(text) {
  const formats = text.split(',').map((word) => word.trim());
  const strange = formats.find((format) => !dtypes.includes(format));
  if (strange !== undefined)
    throw new InvalidArgumentError(`"${strange}" is none of ${dtypes.join(', ')}.`);
  if (new Set(formats).size < formats.length)
    throw new InvalidArgumentError('It names a format twice.');
  return formats;
}

export const exportCheckOptions = () => [
  new Option(
    '--export-check <formats>',
    `compares exports of the model, as in fp32,q8,q4: the first is the reference; asks ${usualLimit} questions unless --limit says otherwise`,
  ).argParser(readFormats),
  new Option(
    '--no-sessions-alone',
    'with --export-check: whole exports only, not each session (vision, embeddings, decoder) alone',
  ),
  new Option(
    '--second-model <folder>',
    'with --export-check: another export of the model, checked beside it in the same formats',
  ),
];

/**
 * @param {Record<string, any>} given the parsed options
 * @param {import('./option-values.mjs').KindOf} kindOf
 * @returns {ExportCheckWish | null} null: no export check is asked for
 * @throws UsageError when something is given that makes no sense with it, or without it
 */
export function exportCheckOf(given, kindOf) {
  const { exportCheck: formats, sessionsAlone, secondModel } = given;
  if (formats === undefined) {
    if (sessionsAlone && secondModel === undefined) return null;
    const name = sessionsAlone ? '--second-model' : '--no-sessions-alone';
    throw new UsageError(`${name} is for export checks: add --export-check.`);
  }
  /** @param {boolean} wrong @param {string} why */
  const refuse = (wrong, why) => {
    if (wrong) throw new UsageError(`--export-check ${why}`);
  };
  refuse(given['dtype'] !== 'auto', 'names the number formats itself: leave out --dtype.');
  refuse(
    given['scoring'] === 'generate' || given['prompt'] === 'reference',
    'compares the probabilities of the letters: leave out what generates text (--scoring generate, --prompt reference).',
  );
  refuse(given['outputFile'] !== undefined, 'is no run: --report takes what it finds.');
  refuse(given['log'] !== undefined, 'writes no log: --report takes what it finds.');
  refuse(
    formats.length < 2 && secondModel === undefined,
    'compares two formats or more, as in fp32,q8.',
  );
  const second =
    secondModel === undefined
      ? null
      : existingPath('--second-model', secondModel, 'folder', kindOf);
  return { formats, sessionsAlone, second };
}

/** @param {ExportCheckWish | null} wish @param {number | undefined} limit as given */
export const limitOf = (wish, limit) => limit ?? (wish ? usualLimit : null);

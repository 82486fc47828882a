import { statSync } from 'node:fs';
import path from 'node:path';
import { CommanderError, InvalidArgumentError, Option } from 'commander';

/** What the commands' options have in common: how their values are read and checked. */

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'UsageError';
  }
}

/** @typedef {(file: string) => 'file' | 'folder' | null} KindOf what is at a path; null: nothing */

/** @type {KindOf} */
export function kindOnDisk(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? (found.isDirectory() ? 'folder' : 'file') : null;
}

/** @param {string} name @param {number} least @param {number} most */
export const whole = (name, least, most) => (/** @type {string} */ text) => {
  const value = Number(text);
  if (!/^-?\d+$/.test(text.trim()) || value < least || value > most)
    throw new InvalidArgumentError(`${name} is a whole number from ${least} to ${most}.`);
  return value;
};

/** @param {string} text @returns {'native' | number} */
export function readHeight(text) {
  return text === 'native'
    ? text
    : whole('It is "native", or the height in pixels, and that', 8, 4320)(text);
}

/**
 * An option that takes one of some words.
 * @param {string} flags @param {string} about @param {readonly string[]} words @param {string} [standard]
 */
export function oneOf(flags, about, words, standard) {
  const option = new Option(flags, `${about} (${words.join('|')})`);
  if (standard !== undefined) option.default(standard);
  return option.argParser((value) => {
    if (words.includes(value)) return value;
    throw new InvalidArgumentError(`Allowed are ${words.join(', ')}.`);
  });
}

export const framesOption = () =>
  new Option('--frames <n>', 'frames taken of each video')
    .argParser(whole('It', 1, 1024))
    .default(32);

export const heightOption = () =>
  new Option('--height <native|pixels>', 'frame height (default: native)').argParser(readHeight);

export const samplingOption = () =>
  oneOf(
    '--sampling <policy>',
    'which frames',
    ['linspace', 'linspace-floor', 'midpoint', 'fps'],
    'linspace',
  );

export const decoderOption = () =>
  oneOf('--decoder <decoder>', 'video decoder', ['auto', 'webcodecs', 'ffmpeg'], 'auto');

/**
 * Runs a command on the command line's arguments.
 * @param {import('commander').Command} program one that throws instead of ending the process (`exitOverride`)
 * @param {readonly string[]} argv without the program's name
 * @returns {{given: Record<string, any>, named: ReadonlySet<string>} | {help: string}} the options' values and which of
 *   them the command line names, or the text that was asked for
 * @throws UsageError when commander refuses them
 */
export function readOptions(program, argv) {
  let help = '';
  program.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    writeErr: () => undefined,
  });
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { help };
    throw new UsageError(error.message.replace(/^error: /, ''));
  }
  const given = program.opts();
  const isNamed = (/** @type {string} */ name) => program.getOptionValueSource(name) === 'cli';
  return { given, named: new Set(Object.keys(given).filter(isNamed)) };
}

/**
 * The path of something that an option names and that has to be there.
 * @param {string} name the option
 * @param {string} value as given
 * @param {'file' | 'folder'} kind
 * @param {KindOf} kindOf
 * @returns {string} absolute
 * @throws UsageError when it is not there or is of the other kind
 */
export function existingPath(name, value, kind, kindOf) {
  const found = kindOf(path.resolve(value));
  if (found === kind) return path.resolve(value);
  throw new UsageError(
    `${name} ${value}: ${found === null ? 'there is no such' : `that is a ${found}, not a`} ${kind}.`,
  );
}

/**
 * The path of a file that is to be written.
 * @param {string} name the option
 * @param {string | undefined} value as given
 * @param {KindOf} kindOf
 * @returns {string | null} absolute; null: not given
 * @throws UsageError when that is a folder
 */
export function outputPath(name, value, kindOf) {
  if (value === undefined) return null;
  const file = path.resolve(value);
  if (kindOf(file) === 'folder') throw new UsageError(`${name} ${value} is a folder: name a file.`);
  return file;
}

/**
 * The path of a folder that is made where it is not there.
 * @param {string} name the option
 * @param {string | undefined} value as given
 * @param {KindOf} kindOf
 * @returns {string | null} absolute; null: not given
 * @throws UsageError when that is a file
 */
export function folderPath(name, value, kindOf) {
  if (value === undefined) return null;
  const folder = path.resolve(value);
  if (kindOf(folder) === 'file')
    throw new UsageError(
      `${name} ${value} is a file: name a folder, or one that is not there yet.`,
    );
  return folder;
}

import { statSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { evalCommand } from './eval-command.mjs';
import { UsageError, canonicalArguments, fromReference } from './eval-reference.mjs';

/**
 * @typedef {object} EvalOptions
 * @property {{kind: 'demo'} | {kind: 'files', questionFile: string, videoDir: string | null, imageDir: string | null}} data
 * @property {{kind: 'demo'} | {kind: 'folder', folder: string}} model
 * @property {string} dtype
 * @property {'auto' | 'webgpu' | 'wasm'} device
 * @property {Protocol} protocol
 * @property {{results: string | null, log: string | null, report: string | null}} outputs absolute paths
 * @property {readonly string[]} notes what the user should know about how the arguments were understood
 *
 * @typedef {object} Protocol
 * @property {number} frames
 * @property {'native' | number} height pixels
 * @property {string} sampling
 * @property {string} order
 * @property {string} condition
 * @property {boolean} timestamps
 * @property {number} seed
 * @property {number} rotations
 * @property {number | null} limit null: all
 */

/** @param {string} file @returns {'file' | 'folder' | null} */
function kindOnDisk(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? (found.isDirectory() ? 'folder' : 'file') : null;
}

/**
 * Understands the terminal runner's command line.
 * @param {readonly string[]} argv without the program's name
 * @param {(file: string) => 'file' | 'folder' | null} [kindOf] what is at a path; null: nothing
 * @returns {EvalOptions | {help: string}} what to do, or the text that was asked for
 * @throws UsageError when the arguments are wrong, contradict each other or ask for what comes later
 */
export function parseArguments(argv, kindOf = kindOnDisk) {
  let shown = '';
  const program = evalCommand().configureOutput({
    writeOut: (text) => {
      shown += text;
    },
    writeErr: () => undefined,
  });
  try {
    program.parse(canonicalArguments(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { help: shown };
    throw new UsageError(error.message.replace(/^error: /, ''));
  }
  const given = program.opts();
  const reference = fromReference(given);
  /** @param {string} key @param {string} name */
  const output = (key, name) => {
    if (given[key] === undefined) return null;
    const file = path.resolve(given[key]);
    if (kindOf(file) === 'folder')
      throw new UsageError(`${name} ${given[key]} is a folder: name a file.`);
    return file;
  };
  const outputs = {
    results: output('outputFile', '--output-file'),
    log: output('log', '--log'),
    report: output('report', '--report'),
  };
  const named = Object.values(outputs).filter((file) => file !== null);
  if (new Set(named).size < named.length)
    throw new UsageError('--output-file, --log and --report must name different files.');
  const protocol = {
    frames: given['frames'],
    height: reference.height ?? 'native',
    sampling: given['sampling'],
    order: reference.order ?? 'video-first',
    condition: reference.condition ?? 'full',
    timestamps: given['timestamps'],
    seed: given['seed'],
    rotations: given['rotations'],
    limit: given['limit'] ?? null,
  };
  return {
    data: readData(given, protocol.condition, kindOf),
    model: readModel(given, kindOf),
    dtype: given['dtype'],
    device: given['device'],
    protocol,
    outputs,
    notes: reference.notes,
  };
}

/**
 * @param {Record<string, any>} given
 * @param {string} condition
 * @param {(file: string) => 'file' | 'folder' | null} kindOf
 * @returns {EvalOptions['data']}
 */
function readData(given, condition, kindOf) {
  const names = {
    questionFile: '--question-file',
    videoDir: '--video-dir',
    imageDir: '--image-dir',
  };
  const own = Object.entries(names).filter(([key]) => given[key] !== undefined);
  if (given['demo']) {
    const [first] = own;
    if (first) throw new UsageError(`--demo brings its own data: leave out ${first[1]}.`);
    return { kind: 'demo' };
  }
  /** @param {keyof typeof names} key @param {'file' | 'folder'} kind @param {boolean} needed */
  const read = (key, kind, needed) => {
    const value = given[key];
    if (value === undefined) {
      if (!needed) return null;
      throw new UsageError(
        own.length === 0
          ? 'Name the data: --demo, or --question-file with --video-dir and --image-dir.'
          : `${names[key]} is missing: the condition ${condition} needs it.`,
      );
    }
    const found = kindOf(path.resolve(value));
    if (found !== kind)
      throw new UsageError(
        `${names[key]} ${value}: ${found === null ? 'there is no such' : `that is a ${found}, not a`} ${kind}.`,
      );
    return path.resolve(value);
  };
  const questionFile = read('questionFile', 'file', true);
  const videoDir = read('videoDir', 'folder', condition === 'full' || condition === 'image-masked');
  const imageDir = read('imageDir', 'folder', condition === 'full' || condition === 'video-masked');
  return { kind: 'files', questionFile: /** @type {string} */ (questionFile), videoDir, imageDir };
}

/**
 * @param {Record<string, any>} given
 * @param {(file: string) => 'file' | 'folder' | null} kindOf
 * @returns {EvalOptions['model']}
 */
function readModel(given, kindOf) {
  const value = given['model'] ?? (given['demo'] ? 'demo' : undefined);
  if (value === undefined) throw new UsageError('Name a model: --model FOLDER, or --model demo.');
  if (value === 'demo') return { kind: 'demo' };
  const folder = path.resolve(value);
  if (kindOf(folder) === 'folder') return { kind: 'folder', folder };
  throw new UsageError(
    /^[\w.-]+\/[\w.-]+$/.test(value) && kindOf(folder) === null
      ? `--model ${value}: there is no such folder. If it is meant as a hub id: loading from the hub comes in a later version; download the model and name its folder.`
      : `--model ${value}: there is no such folder.`,
  );
}

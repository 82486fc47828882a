import path from 'node:path';
import { evalCommand } from './eval-command.mjs';
import { canonicalArguments, fromReference } from './eval-reference.mjs';
import { wordingOf } from './eval-wording.mjs';
import { exportCheckOf, limitOf } from './export-check-option.mjs';
import { exportOutputs } from './export-option.mjs';
import {
  UsageError,
  existingPath,
  folderPath,
  kindOnDisk,
  outputPath,
  readOptions,
} from './option-values.mjs';
import { repeatArguments, repeatOf } from './repeat-option.mjs';
import { readRunFile } from './run-file.mjs';
import { suiteOf } from './suite-option.mjs';

/**
 * @typedef {import('./option-values.mjs').KindOf} KindOf
 *
 * @typedef {object} EvalOptions
 * @property {{kind: 'demo'} | {kind: 'files', questionFile: string, videoDir: string | null, imageDir: string | null, sideTable: string | null}} data
 * @property {{kind: 'demo'} | {kind: 'folder', folder: string} | {kind: 'zip', file: string} | {kind: 'hub', id: string, revision: string}} model
 * @property {import('./dtype-option.mjs').DtypeWish} dtype
 * @property {'auto' | 'webgpu' | 'wasm'} device
 * @property {string | null} cache absolute path of the folder that models of the hub are kept in
 * @property {Protocol} protocol
 * @property {{results: string | null, log: string | null, report: string | null} & Record<string, string | null>} outputs absolute paths by format
 * @property {import('./export-check-option.mjs').ExportCheckWish | null} exportCheck null: none is asked for
 * @property {import('./suite-option.mjs').SuiteWish | null} suite null: none is asked for
 * @property {import('./repeat-option.mjs').RepeatWish | null} repeat null: it is a run of its own
 * @property {readonly string[]} notes what the user should know about how the arguments were understood
 *
 * @typedef {import('./eval-wording.mjs').Wording & Asked} Protocol
 *
 * @typedef {object} Asked
 * @property {number} frames
 * @property {'native' | number} height pixels
 * @property {string} sampling
 * @property {string} decoder
 * @property {string} frameInput
 * @property {string} order
 * @property {string} condition
 * @property {boolean} timestamps
 * @property {boolean} imageSplitting
 * @property {number} seed
 * @property {number} rotations
 * @property {number | null} limit null: all
 * @property {string} subset
 * @property {string | null} task null: all
 */

/**
 * Understands the terminal runner's command line.
 * @param {readonly string[]} argv without the program's name
 * @param {KindOf} [kindOf]
 * @param {typeof readRunFile} [readRun]
 * @returns {EvalOptions | {help: string}} what to do, or the text that was asked for
 * @throws UsageError when the arguments are wrong, or contradict each other
 */
export function parseArguments(argv, kindOf = kindOnDisk, readRun = readRunFile) {
  const read = readOptions(evalCommand(), canonicalArguments(argv));
  if ('help' in read) return read;
  const repeat = repeatOf(read.given, read.named, kindOf, readRun);
  const repeated = repeat && repeatArguments(repeat, read.given, read.named);
  const given = repeated ? withRepeated(repeated.argv, argv, repeat.file) : read.given;
  const reference = fromReference(given);
  const outputs = {
    results: outputPath('--output-file', given['outputFile'], kindOf),
    log: outputPath('--log', given['log'], kindOf),
    report: outputPath('--report', given['report'], kindOf),
    ...exportOutputs(given, kindOf),
  };
  const named = [...Object.values(outputs), repeat?.file].filter((file) => file != null);
  if (new Set(named).size < named.length)
    throw new UsageError(
      '--output-file, --log, --report and --export must name different files, none of them the one that is repeated.',
    );
  const exportCheck = exportCheckOf(given, kindOf);
  const protocol = {
    frames: given['frames'],
    height: reference.height ?? 'native',
    sampling: given['sampling'],
    decoder: given['decoder'],
    frameInput: given['frameInput'],
    order: reference.order ?? 'video-first',
    condition: reference.condition ?? 'full',
    timestamps: given['timestamps'],
    imageSplitting: given['imageSplitting'] ?? false,
    ...wordingOf(given),
    seed: given['seed'],
    rotations: given['rotations'],
    limit: limitOf(exportCheck, given['limit']),
    subset: given['subset'],
    task: given['task'] ?? null,
  };
  return {
    data: readData(given, protocol.condition, kindOf),
    model: readModel(given, kindOf),
    dtype: given['dtype'],
    device: given['device'],
    cache: folderPath('--cache', given['cache'], kindOf),
    protocol,
    outputs,
    exportCheck,
    suite: suiteOf(given),
    repeat,
    notes: [...(repeated?.notes ?? []), ...reference.notes],
  };
}

/**
 * The options of a run that is repeated, under those of the command line.
 * @param {readonly string[]} own the run's
 * @param {readonly string[]} argv
 * @param {string} file that tells the run
 * @returns {Record<string, any>}
 * @throws UsageError naming the file where the run's cannot be options
 */
function withRepeated(own, argv, file) {
  try {
    readOptions(evalCommand(), own);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${file} cannot be repeated by this version: ${error.message}`);
  }
  const read = readOptions(evalCommand(), [...own, ...canonicalArguments(argv)]);
  return 'given' in read ? read.given : {};
}

const showsVideo = (/** @type {string} */ condition) =>
  condition !== 'video-masked' && condition !== 'text-only';
const showsImage = (/** @type {string} */ condition) =>
  condition !== 'image-masked' && condition !== 'text-only';

/**
 * @param {Record<string, any>} given
 * @param {string} condition
 * @param {KindOf} kindOf
 * @returns {EvalOptions['data']}
 */
function readData(given, condition, kindOf) {
  const names = {
    questionFile: '--question-file',
    videoDir: '--video-dir',
    imageDir: '--image-dir',
    sideTable: '--side-table',
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
    return existingPath(names[key], value, kind, kindOf);
  };
  const questionFile = read('questionFile', 'file', true);
  const videoDir = read('videoDir', 'folder', showsVideo(condition));
  const imageDir = read('imageDir', 'folder', showsImage(condition));
  const sideTable = read('sideTable', 'file', false);
  return {
    ...{ kind: 'files', questionFile: /** @type {string} */ (questionFile) },
    ...{ videoDir, imageDir, sideTable },
  };
}

/**
 * @param {Record<string, any>} given
 * @param {KindOf} kindOf
 * @returns {EvalOptions['model']}
 */
function readModel(given, kindOf) {
  const value = given['model'] ?? (given['demo'] ? 'demo' : undefined);
  if (value === undefined)
    throw new UsageError('Name a model: --model FOLDER, --model ORG/NAME, or --model demo.');
  if (value === 'demo') return { kind: 'demo' };
  const place = path.resolve(value);
  const kind = kindOf(place);
  if (kind === 'folder') return { kind: 'folder', folder: place };
  if (kind === 'file' && /\.zip$/i.test(place)) return { kind: 'zip', file: place };
  const [, id, revision = 'main'] = hubModel.exec(value) ?? [];
  if (kind === null && id !== undefined) return { kind: 'hub', id, revision };
  throw new UsageError(
    kind === null
      ? `--model ${value}: there is no such folder or zip, and it is no model of the hub (ORG/NAME or ORG/NAME@REVISION).`
      : `--model ${value}: that is a file. Name the folder of a model export, or a zip of one.`,
  );
}

/** `./a` and `../a` are paths, never organisations. */
const hubModel = /^([A-Za-z0-9][\w.-]*\/[\w.-]+)(?:@(\S+))?$/;

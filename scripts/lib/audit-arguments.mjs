import { Command } from 'commander';
import {
  UsageError,
  existingPath,
  framesOption,
  kindOnDisk,
  outputPath,
  readOptions,
} from './option-values.mjs';

/**
 * @typedef {object} AuditOptions
 * @property {string} questionFile absolute path, as all that follow
 * @property {string | null} videoDir
 * @property {string | null} imageDir
 * @property {string | null} sideTable
 * @property {string | null} mediaList
 * @property {number} frames which coverage is told for
 * @property {boolean} checkVideos whether every video that is found is opened
 * @property {string | null} report
 */

const auditCommand = () =>
  new Command('npm run audit --')
    .description(
      'Says what is missing, odd or broken in a data set, and which annotated evidence the frames would sample, as the built page finds it in a headless Chromium.',
    )
    .usage('--question-file F [--video-dir D] [--image-dir D] [options]')
    .option('--question-file <file>', 'questions: JSONL, JSON, CSV, TSV, Parquet or a zip of them')
    .option('--video-dir <folder>', 'videos, named by their ids')
    .option('--image-dir <folder>', 'query images')
    .option('--side-table <file>', 'more columns, keyed by video id')
    .option('--media-list <file>', "a media.csv to check one's own videos against")
    .addOption(framesOption())
    .option('--check-videos', 'open every video that is found (the default with --video-dir)')
    .option('--no-check-videos', 'do not open them: coverage then assumes their length')
    .option('--report <file>', 'findings, samples concerned and coverage (JSON)')
    .addHelpText(
      'after',
      `
An existing report is replaced.

Exit codes: 0 audited, whatever was found, 1 a file given cannot be used, 2 wrong usage, 130 interrupted.`,
    )
    .allowExcessArguments(false)
    .exitOverride();

/**
 * Understands the command line of `npm run audit`.
 * @param {readonly string[]} argv without the program's name
 * @param {import('./option-values.mjs').KindOf} [kindOf]
 * @returns {AuditOptions | {help: string}} what to do, or the text that was asked for
 * @throws UsageError when the arguments are wrong
 */
export function parseArguments(argv, kindOf = kindOnDisk) {
  const read = readOptions(auditCommand(), argv);
  if ('help' in read) return read;
  const { given } = read;
  if (given['questionFile'] === undefined)
    throw new UsageError('Name the question file: --question-file FILE.');
  /** @param {string} key @param {string} name @param {'file' | 'folder'} kind */
  const optional = (key, name, kind) =>
    given[key] === undefined ? null : existingPath(name, given[key], kind, kindOf);
  const videoDir = optional('videoDir', '--video-dir', 'folder');
  if (given['checkVideos'] === true && videoDir === null)
    throw new UsageError('--check-videos needs --video-dir: name the folder of the videos.');
  return {
    questionFile: existingPath('--question-file', given['questionFile'], 'file', kindOf),
    videoDir,
    imageDir: optional('imageDir', '--image-dir', 'folder'),
    sideTable: optional('sideTable', '--side-table', 'file'),
    mediaList: optional('mediaList', '--media-list', 'file'),
    frames: given['frames'],
    checkVideos: given['checkVideos'] ?? videoDir !== null,
    report: outputPath('--report', given['report'], kindOf),
  };
}

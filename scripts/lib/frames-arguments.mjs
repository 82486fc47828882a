import { Command } from 'commander';
import {
  UsageError,
  decoderOption,
  existingPath,
  folderPath,
  framesOption,
  heightOption,
  kindOnDisk,
  readOptions,
  samplingOption,
} from './option-values.mjs';

/**
 * @typedef {object} FramesOptions
 * @property {string} video absolute path
 * @property {string} out absolute path of the folder to write
 * @property {FrameWish} wish
 *
 * @typedef {object} FrameWish
 * @property {number} frames
 * @property {'native' | number} height pixels
 * @property {string} sampling
 * @property {string} decoder
 */

const framesCommand = () =>
  new Command('npm run frames --')
    .description(
      "Writes a video's frames as PNG, as the built page decodes them in a headless Chromium.",
    )
    .usage('--video F --out DIR [options]')
    .option('--video <file>', 'the video')
    .addOption(framesOption())
    .addOption(heightOption())
    .addOption(samplingOption())
    .addOption(decoderOption())
    .option('--out <folder>', 'where to write them; made when it is not there')
    .addHelpText(
      'after',
      `
The folder gets frame-0001-index-000000.png and so on (place among those taken, index in the video) and frames.json:
the video as the decoder knows it, each frame's index, time in seconds, decoder and milliseconds. Frames that an earlier
call left there are removed.

Exit codes: 0 written, 1 the video cannot be decoded, 2 wrong usage, 130 interrupted.`,
    )
    .allowExcessArguments(false)
    .exitOverride();

/**
 * Understands the command line of `npm run frames`.
 * @param {readonly string[]} argv without the program's name
 * @param {import('./option-values.mjs').KindOf} [kindOf]
 * @returns {FramesOptions | {help: string}} what to do, or the text that was asked for
 * @throws UsageError when the arguments are wrong
 */
export function parseArguments(argv, kindOf = kindOnDisk) {
  const read = readOptions(framesCommand(), argv);
  if ('help' in read) return read;
  const { video, out, frames, height = 'native', sampling, decoder } = read.given;
  if (video === undefined) throw new UsageError('Name the video: --video FILE.');
  const folder = folderPath('--out', out, kindOf);
  if (folder === null) throw new UsageError('Name the folder to write: --out FOLDER.');
  return {
    video: existingPath('--video', video, 'file', kindOf),
    out: folder,
    wish: { frames, height, sampling, decoder },
  };
}

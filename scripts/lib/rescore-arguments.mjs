import { Command } from 'commander';
import {
  UsageError,
  existingPath,
  kindOnDisk,
  oneOf,
  outputPath,
  readOptions,
  whole,
} from './option-values.mjs';

/**
 * @typedef {import('./option-values.mjs').KindOf} KindOf
 *
 * @typedef {object} RescoreOptions
 * @property {string} log absolute path
 * @property {'standard' | 'reference' | 'lmms-eval' | 'vlmevalkit'} parser
 * @property {number | null} guessSeed null: answers that the reference harness would guess are unscored
 * @property {{log: string | null, report: string | null}} outputs absolute paths
 */

const help = `
Each line of the log is a JSON object with at least text, options and correctOption. The new log has its lines with the new
letter, outcome, reason, tier and parser, their other keys as they were. Lines that cannot be used are named and left out.
Answers without a text (scored by letters) keep what the log says.

Parsers: standard, this project's; reference, the reference harness's; lmms-eval's rule for Video-MME; VLMEvalKit's for
multiple choice. No model is loaded and no media are read. Exit codes: 0 done, 1 it failed, 2 wrong usage, 130 interrupted.`;

function rescoreCommand() {
  return new Command('npm run eval --')
    .description('Scores a log of answers again by another rule for reading generated text.')
    .usage('--rescore LOG [--parser P] [--log OUT] [--report R]')
    .requiredOption('--rescore <log>', 'a log of answers (JSONL)')
    .addOption(
      oneOf('--parser <parser>', 'how a letter is read from a text', [...parsers], 'standard'),
    )
    .option(
      '--guess-seed <s>',
      'with --parser reference: a random letter, of this seed, where the harness would guess',
      whole('It', 0, Number.MAX_SAFE_INTEGER),
    )
    .option('--log <file>', 'the log with its new scores (JSONL)')
    .option('--report <file>', 'counts by reason and tier, and the tables (JSON)')
    .addHelpText('after', help)
    .allowExcessArguments(false)
    .exitOverride();
}

const parsers = /** @type {const} */ (['standard', 'reference', 'lmms-eval', 'vlmevalkit']);

/** @param {readonly string[]} argv whether a command line asks for a log to be scored again */
export const asksToRescore = (argv) =>
  argv.some((argument) => argument === '--rescore' || argument.startsWith('--rescore='));

/**
 * Understands the command line of a re-scoring.
 * @param {readonly string[]} argv without the program's name
 * @param {KindOf} [kindOf]
 * @returns {RescoreOptions | {help: string}} what to do, or the text that was asked for
 * @throws UsageError when the arguments are wrong
 */
export function parseRescoring(argv, kindOf = kindOnDisk) {
  const read = readOptions(rescoreCommand(), argv);
  if ('help' in read) return read;
  const { given } = read;
  const log = existingPath('--rescore', given['rescore'], 'file', kindOf);
  const outputs = {
    log: outputPath('--log', given['log'], kindOf),
    report: outputPath('--report', given['report'], kindOf),
  };
  const named = [log, ...Object.values(outputs).filter((file) => file !== null)];
  if (new Set(named).size < named.length)
    throw new UsageError('--rescore, --log and --report must name different files.');
  if (given['guessSeed'] !== undefined && given['parser'] !== 'reference')
    throw new UsageError('--guess-seed belongs to --parser reference: no other parser guesses.');
  return { log, parser: given['parser'], guessSeed: given['guessSeed'] ?? null, outputs };
}

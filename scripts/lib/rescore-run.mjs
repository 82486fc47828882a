import { once } from 'node:events';
import { createReadStream, createWriteStream, renameSync, rmSync, writeFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { prepareOutputs } from './eval-outputs.mjs';
import { ScriptError } from './project.mjs';
import { loadRescoring } from './rescore-bundle.mjs';

/** How many lines that cannot be used are named in the terminal; the report names all. */
const mostNamed = 20;

/** How much of the new log is gathered before it is written, in characters. */
const pieceLength = 1 << 20;

/** @param {number} rate */
const percent = (rate) => `${(rate * 100).toFixed(1)} %`;

/**
 * Scores a log again and writes the files that were asked for, each whole or not at all.
 * @param {import('./rescore-arguments.mjs').RescoreOptions} options
 * @param {AbortSignal} interrupted
 * @returns {Promise<0 | 130>} exit code
 * @throws ScriptError when no line can be used, or a file cannot be read or written
 */
export async function runRescoring({ log, parser, guessSeed, outputs }, interrupted) {
  prepareOutputs(outputs);
  const { LogRescorer } = await loadRescoring();
  const rescorer = new LogRescorer(parser, guessSeed);
  const partial = outputs.log ? `${outputs.log}.${process.pid}.partial` : null;
  try {
    await rescoreLines(log, rescorer, partial, interrupted);
    if (interrupted.aborted) return 130;
    const report = rescorer.report();
    sayWhatWasSkipped(report);
    if (report.answers === 0)
      throw new ScriptError(
        `No line of ${log} could be used. Name a log of answers: JSON objects, one a line, with text, options and correctOption.`,
      );
    if (partial && outputs.log) renameSync(partial, outputs.log);
    if (outputs.report) writeFileSync(outputs.report, `${JSON.stringify(report, null, 2)}\n`);
    sayWhatWasFound(report);
    for (const file of Object.values(outputs)) if (file) console.error(`Written: ${file}`);
    return 0;
  } finally {
    if (partial) rmSync(partial, { force: true });
  }
}

/**
 * @param {string} log
 * @param {{add: (line: string) => string | null}} rescorer
 * @param {string | null} file where the new log goes; null: nowhere
 * @param {AbortSignal} interrupted
 */
async function rescoreLines(log, rescorer, file, interrupted) {
  const output = file ? createWriteStream(file) : null;
  const written = output ? finished(output) : null;
  let piece = '';
  /** @param {number} least */
  const flush = async (least) => {
    if (!output || piece.length < least) return;
    if (!output.write(piece)) await once(output, 'drain');
    piece = '';
  };
  for await (const line of linesOf(log)) {
    if (interrupted.aborted) break;
    const rescored = rescorer.add(line);
    if (rescored !== null) piece += `${rescored}\n`;
    await flush(pieceLength);
  }
  await flush(1);
  output?.end();
  await written;
}

/**
 * The lines of a text file. Only line feeds end one: readline takes U+2028 for an end, too, which JSON may hold.
 * @param {string} file
 */
async function* linesOf(file) {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** @param {import('../../src/evaluation/rescore-log.ts').RescoreReport} report */
function sayWhatWasSkipped({ skipped }) {
  for (const { line, message } of skipped.slice(0, mostNamed))
    console.error(`Line ${line} is left out: ${message}.`);
  if (skipped.length > mostNamed)
    console.error(`${skipped.length - mostNamed} more lines are left out: the report names them.`);
  if (skipped.length > 0) console.error(`${skipped.length} lines were left out in all.`);
}

/** @param {import('../../src/evaluation/rescore-log.ts').RescoreReport} report */
function sayWhatWasFound(report) {
  const { parser, guessSeed, answers, rescored, kept, changed, correct, unscored, accuracy } =
    report;
  const seed =
    guessSeed === null ? '' : `, random letters of seed ${guessSeed} where it would guess`;
  console.log(
    `Parser ${parser}${seed}: ${correct} of ${answers} answers are right (${percent(accuracy)}), ${unscored} unscored.`,
  );
  console.log(`Scored again: ${rescored}, of which ${changed} changed.`);
  if (kept > 0) console.log(`${kept} answers have no text and keep what the log says.`);
  const counts = { 'Read by': report.tiers, 'Unscored because': report.reasons };
  for (const [title, found] of Object.entries(counts)) {
    const listed = Object.entries(found).map(([name, count]) => `${name} ${count}`);
    if (listed.length > 0) console.log(`${title}: ${listed.join(', ')}.`);
  }
  const { guesses, notInTables } = report;
  if (guesses)
    console.log(
      `With random letters for the ${guesses.answers} guesses: ${percent(guesses.mean)} of the questions on average over ${guesses.seeds} seeds (${percent(guesses.low)} to ${percent(guesses.high)}).`,
    );
  if (notInTables > 0)
    console.log(`${notInTables} answers are of no known video and task: the tables lack them.`);
}

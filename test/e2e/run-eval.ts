import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { runCommand } from '../../scripts/lib/run-command.mjs';

/** What these tests read of a line of the log (DESIGN.md, The log). */
export interface LogLine {
  readonly sample: number;
  readonly videoId: string;
  readonly dataId: number;
  readonly condition: string;
  readonly letter: string | null;
  readonly outcome: 'correct' | 'wrong' | 'unscored';
  readonly reason: string | null;
  readonly letterLogprobs: Readonly<Record<string, number>> | null;
  readonly prompt: { readonly version: string; readonly text: string };
  readonly text: string | null;
  readonly provider: string;
  readonly frames: readonly { readonly index: number; readonly time: number }[];
}

export interface EvalResult {
  readonly code: number;
  /** Standard output and error. */
  readonly output: string;
  readonly folder: string;
}

const folders: string[] = [];

/** A folder whose name has a space; removed when the test file has run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench lab e2e '));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** `npm run eval -- ...` with all three output files in a folder of their own. */
export async function runEval(...args: readonly string[]): Promise<EvalResult> {
  const folder = temporaryFolder();
  const { code, output } = await runCommand(
    process.execPath,
    [path.join(root, 'scripts', 'eval.mjs'), ...args, ...outputArguments(folder)],
    { capture: true },
  );
  return { code, output, folder };
}

export const outputArguments = (folder: string): string[] => [
  ...['--output-file', path.join(folder, 'results.jsonl')],
  ...['--log', path.join(folder, 'log.jsonl')],
  ...['--report', path.join(folder, 'report.json')],
];

const lines = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

export const readLog = (folder: string): LogLine[] =>
  lines(path.join(folder, 'log.jsonl')) as LogLine[];

/** The reference harness's results: a line per video, then one of statistics. */
export const readResults = (folder: string): Record<string, unknown>[] =>
  lines(path.join(folder, 'results.jsonl')) as Record<string, unknown>[];

export const readReport = (folder: string): unknown =>
  JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'));

/** Each question's letter, by the question's key. */
export const lettersOf = (log: readonly LogLine[]): Record<string, string | null> =>
  Object.fromEntries(log.map(({ videoId, dataId, letter }) => [`${videoId}/${dataId}`, letter]));

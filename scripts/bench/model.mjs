import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, ScriptError } from '../lib/project.mjs';
import { runCommand } from '../lib/run-command.mjs';

/**
 * @typedef {{videoId: string, rotation: number, timings: {encodeMs: number, prefillMs: number}}} LogLine
 */

/** @returns {Promise<LogLine[]>} the log of a demo run in the page */
async function runDemo() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench-bench-'));
  try {
    const log = path.join(folder, 'log.jsonl');
    const { code, output } = await runCommand(
      process.execPath,
      [
        path.join(root, 'scripts', 'eval.mjs'),
        ...['--demo', '--log', log, '--device', 'wasm', '--rotations', '2', '--limit', '60'],
      ],
      { capture: true },
    );
    if (code !== 0) throw new ScriptError(output);
    return readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What a further question and a further option order cost beside the first, over the demo.
 * @param {number} rounds
 * @param {(values: readonly number[]) => string} spread
 */
export async function benchModel(rounds, spread) {
  /** @type {{question: number[], rotation: number[], first: number[]}} */
  const found = { question: [], rotation: [], first: [] };
  for (let round = 0; round < rounds; round++) {
    const log = await runDemo();
    const cost = (/** @type {LogLine} */ { timings }) => timings.encodeMs + timings.prefillMs;
    for (const video of new Set(log.map(({ videoId }) => videoId))) {
      const lines = log.filter(({ videoId }) => videoId === video);
      const [first, rotated] = lines;
      if (!first || !rotated) continue;
      found.first.push(cost(first));
      found.rotation.push(cost(rotated) / cost(first));
      for (const line of lines.slice(2).filter(({ rotation }) => rotation === 0))
        found.question.push(cost(line) / cost(first));
    }
  }
  return [
    { what: 'first question on a video, encode and prefill, ms', page: spread(found.first) },
    { what: 'a further question over the first', page: spread(found.question) },
    { what: 'a further option order over the first', page: spread(found.rotation) },
  ];
}

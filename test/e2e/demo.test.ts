import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { runCommand } from '../../scripts/lib/run-command.mjs';
import {
  lettersOf,
  readLog,
  readReport,
  readResults,
  runEval,
  temporaryFolder,
  type LogLine,
} from './run-eval.js';

interface DemoFigures {
  readonly answers: number;
  /** Per cent of all answers that are right, by condition. */
  readonly accuracy: Readonly<Record<string, number>>;
}

/** Of the reference harness's results, what is looked at here. */
interface Result {
  readonly model_answer: string;
  readonly model_response: string;
}

const figures = JSON.parse(
  readFileSync(path.join(root, 'test', 'fixtures', 'demo-figures.json'), 'utf8'),
) as DemoFigures;

/** Compares with what was recorded for a condition, within 3 points. */
function expectRecorded(log: readonly LogLine[], condition: string): void {
  expect(log, condition).toHaveLength(figures.answers);
  expect(log.filter(({ outcome }) => outcome === 'unscored')).toEqual([]);
  const right = log.filter(({ outcome }) => outcome === 'correct').length;
  const recorded = figures.accuracy[condition] ?? NaN;
  expect(Math.abs((100 * right) / log.length - recorded), condition).toBeLessThanOrEqual(3);
}

describe('the demo from the terminal is right on the recorded share of its questions', () => {
  test('in every condition, run together as a suite', async () => {
    const recorded = Object.keys(figures.accuracy);
    const folder = temporaryFolder();
    const { code, output } = await runCommand(
      process.execPath,
      [
        ...[path.join(root, 'scripts', 'eval.mjs'), '--demo'],
        ...['--suite', 'grid', '--grid', `conditions=${recorded.join(',')}`],
        ...['--log', path.join(folder, 'log.jsonl')],
      ],
      { capture: true },
    );
    expect(code, output).toBe(0);
    const log = readLog(folder);
    for (const one of recorded)
      expectRecorded(
        log.filter(({ condition }) => condition === one),
        one,
      );
  });
});

test('the demo at the defaults writes its table, results, log and report', async () => {
  const { code, output, folder } = await runEval('--demo', '--limit', '20');
  expect(code, output).toBe(0);
  const log = readLog(folder);
  expect(log).toHaveLength(20);
  expect(output).toContain('Counting');
  const right = log.filter(({ outcome }) => outcome === 'correct').length;
  expect(right).toBeGreaterThan(15);
  const statistics = readResults(folder).at(-1);
  expect(statistics?.['total']).toMatchObject({ total: log.length, correct: right });
  expect(readReport(folder)).toBeTypeOf('object');
});

test('three demo questions get the same letters on WebGPU as on wasm', async () => {
  const few = ['--demo', '--limit', '3', '--frames', '4'];
  const wasm = await runEval(...few, '--device', 'wasm');
  const webgpu = await runEval(...few, '--device', 'webgpu');
  expect([wasm.code, webgpu.code], wasm.output + webgpu.output).toEqual([0, 0]);
  const [onWasm, onWebgpu] = [readLog(wasm.folder), readLog(webgpu.folder)];
  expect(onWasm.map(({ provider }) => provider)).toEqual(['wasm', 'wasm', 'wasm']);
  expect(onWebgpu.map(({ provider }) => provider)).toEqual(['webgpu', 'webgpu', 'webgpu']);
  expect(lettersOf(onWebgpu)).toEqual(lettersOf(onWasm));
});

test('demo questions in reference mode: generated texts, read and written as the reference harness does', async () => {
  const argv = ['--demo', '--prompt', 'reference', '--limit', '4', '--frames', '8'];
  const { code, output, folder } = await runEval(...argv, '--max-tokens', '16');
  expect(code, output).toBe(0);
  const log = readLog(folder);
  expect(log).toHaveLength(4);
  for (const { prompt, text } of log) {
    expect(prompt).toMatchObject({ version: 'reference/1' });
    expect(prompt.text).toMatch(/divided into 8 evenly spaced frames across its \d+\.0 seconds/);
    expect(text).toBeTypeOf('string');
  }
  const videos = readResults(folder).slice(0, -1);
  const results = videos.flatMap((video) => Object.values(video).flat()) as Result[];
  expect(results.map((result) => result.model_response)).toEqual(log.map(({ text }) => text));
  expect(results.map((result) => result.model_answer)).toEqual(
    log.map(({ letter }) => letter ?? ''),
  );
});

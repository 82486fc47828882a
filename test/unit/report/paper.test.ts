import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { paperTasks, referenceProtocol, type Protocol } from '../../../src/domain/index.js';
import { leaderboard, paperRows, reweighted } from '../../../src/report/index.js';
import { aggregate } from '../../../src/scoring/index.js';
import { aRun, aSample, anAnswer } from '../../support/results.js';

/** Questions of each task in the public file (PROTOCOL.md, Tasks). */
const publicCounts = Object.fromEntries(
  [147, 59, 143, 123, 231, 229, 145, 221, 73, 42, 112, 145, 16].map((count, at) => [
    paperTasks[at] ?? '',
    count,
  ]),
);
const rowOf = (model: string) => leaderboard.rows.find((row) => row.model === model);

describe('the published figures', () => {
  test('each row’s overall follows from its tasks within 0.2, in all 26 rows', () => {
    expect(leaderboard.rows).toHaveLength(26);
    for (const row of leaderboard.rows)
      expect(
        Math.abs((reweighted(row, leaderboard.counts) ?? NaN) - row.overall),
        row.model,
      ).toBeLessThanOrEqual(0.2);
  });

  test.each([
    ['Phi-3.5-vision', 15.2, 15.8],
    ['InternVL2.5-8B', 17.4, 18.0],
    ['Qwen2.5-VL-7B', 18.5, 19.1],
    ['Qwen2.5-VL-72B', 28.9, 31.5],
  ])('%s: %f on all questions, %f on the public ones', (model, overall, wanted) => {
    const row = rowOf(model);
    expect(row?.overall).toBe(overall);
    expect(row && reweighted(row, publicCounts)).toBeCloseTo(wanted, 1);
  });

  test('a task that the paper does not have has no estimate', () => {
    const [row] = leaderboard.rows;
    expect(row && reweighted(row, { Counting: 3, 'My task': 1 })).toBeNull();
    expect(row && reweighted(row, { Counting: 3, constructor: 1 })).toBeNull();
    expect(row && reweighted(row, { Counting: 3 })).toBeCloseTo(row?.tasks['Counting'] ?? NaN, 9);
  });

  test.skipIf(!existsSync('../shared/ivbench')).each(['leaderboard', 'ablations'])(
    'are those of ../shared/ivbench (needs %s.json there)',
    (name) => {
      const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
      expect(read(`src/report/paper/${name}.json`)).toEqual(read(`../shared/ivbench/${name}.json`));
    },
  );
});

describe('the paper’s rows beside a run', () => {
  const tables = aggregate([aSample({ task: 'Counting' })], [anAnswer()]);
  const runOf = (protocol: Partial<Protocol>) => {
    const { manifest } = aRun();
    return aRun({ manifest: { ...manifest, protocol: { ...manifest.protocol, ...protocol } } });
  };
  const labelOf = (protocol: Partial<Protocol>, debiased = false) =>
    paperRows(runOf(protocol), tables, { debiased })?.comparability.label;

  test('only the reference mode with generation is the same protocol', () => {
    expect(labelOf(referenceProtocol)).toBe('same protocol');
    for (const change of [
      { scoring: 'letters' },
      { prompt: 'standard/1' },
      { parser: 'standard' },
      { shuffle: 'standard' },
      { frames: 8 },
      { order: 'image-first' },
      { condition: 'image-masked' },
    ] as const)
      expect(labelOf({ ...referenceProtocol, ...change }), JSON.stringify(change)).toBe(
        'different protocol',
      );
    expect(labelOf({})).toBe('different protocol');
    expect(labelOf(referenceProtocol, true)).toBe('different protocol');
  });

  test('come with what is alike and what is not', () => {
    const found = paperRows(runOf(referenceProtocol), tables);
    expect(found?.comparability.aspects.map(({ aspect, same }) => `${aspect} ${same}`)).toEqual([
      'scoring true',
      'prompt true',
      'sampling true',
      'frames true',
      'subset false',
      'media false',
    ]);
    expect(found?.rows[0]?.reweighted).toBeCloseTo(7.1, 9);
  });

  test('never stand beside the demo, nor beside questions of other tasks', () => {
    expect(paperRows(aRun({ demo: true }), tables)).toBeNull();
    expect(paperRows(aRun(), aggregate([aSample({ task: 'Mine' })], [anAnswer()]))).toBeNull();
  });
});

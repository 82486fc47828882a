import { describe, expect, test } from 'vitest';
import type { ExportCheck, VariantFacts } from '../../../src/domain/index.js';
import { exportCheckReport, exportCheckTable } from '../../../src/report/index.js';
import { aRun, aSample } from '../../support/results.js';

const facts: VariantFacts = {
  ...{ runId: 'run', name: 'fp32', provider: 'wasm', bytes: 4_700_000, answers: 3, correct: 2 },
  ...{ unscored: 0, letterMass: 0.9712, encodeMs: 12.34, prefillMs: 100, tokensPerSecond: 1234.5 },
};
const check: ExportCheck = {
  reference: facts,
  variants: [
    {
      ...facts,
      ...{ runId: 'other', name: 'q8', bytes: 1_300_000, correct: 1, encodeMs: null },
      difference: {
        ...{ shared: 3, notCompared: 0, correct: [2, 1], flips: 1, lost: 1, gained: 0 },
        ...{ meanDivergence: 0.01234, largestDivergence: Infinity },
        ...{ largestLogprobDifference: 2.9, largestProbabilityDifference: 0 },
        worst: [
          {
            ...{ sample: 4, rotation: 0, divergence: Infinity, letters: ['a', 'b'] },
            ...{ options: { a: 'red', b: 'blue' }, correctOptions: ['a'] },
            ...{ reference: { a: 1, b: 0 }, variant: { a: 0, b: 1 } },
          },
        ],
      },
    },
  ],
};
const notRun = [{ name: 'fp16', why: 'The model demo has no such file.' }];

describe('an export check', () => {
  test('is a table of costs and differences, and of what was not run', () => {
    const lines = exportCheckTable(check, notRun).split('\n');
    expect(lines[0]).toMatch(/^Export +On +MB +ms a picture +Tokens\/s +Right/);
    expect(lines[2]).toMatch(/^fp32 +wasm +4\.7 +12\.3 +123[45] +2 +0\.971 +0$/);
    expect(lines[4]).toMatch(
      /^q8 +wasm +1\.3 +- +123[45] +1 +0\.971 +0 +1 +1 +0 +0\.012 +Infinity +2\.9 +0$/,
    );
    expect(lines.join('\n')).toContain('against fp32, on the same 3 answers');
    expect(lines.join('\n')).toContain('Not run: fp16. The model demo has no such file.');
  });

  test('is JSON that names questions, and holds the manifest of each run', () => {
    const samples = [aSample({ ordinal: 4, videoId: 'w', dataId: 9 })];
    const group = { id: 'g', kind: 'export-check', name: 'Export check', role: 'fp32', place: 0 };
    const runs = [aRun({ id: 'run', group: { ...group, kind: 'export-check' } })];
    const report = JSON.parse(exportCheckReport(check, runs, samples, notRun)) as object;
    expect(report).toMatchObject({
      schema: 1,
      kind: 'export-check',
      reference: { name: 'fp32', bytes: 4_700_000 },
      variants: [
        {
          name: 'q8',
          difference: {
            largestDivergence: null,
            worst: [{ videoId: 'w', dataId: 9, sample: 4, letters: ['a', 'b'] }],
          },
        },
      ],
      notRun,
      runs: [{ runId: 'run', group, manifest: { provider: 'wasm' } }],
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { Run, Verification } from '../../../src/domain/index.js';
import {
  repeatNote,
  repeatNotes,
  verificationReport,
  verificationTable,
} from '../../../src/report/index.js';
import { aRun, aSample } from '../../support/results.js';

const found: Verification = {
  at: Date.UTC(2026, 1, 3),
  questions: 2,
  letters: { same: 3, of: 4 },
  texts: null,
  logprobs: { answers: 4, largest: 0.01234, mean: 0.00012 },
  prompts: { same: 4, of: 4 },
  frames: { same: 4, of: 4 },
  media: { same: 4, of: 4 },
  differing: [
    {
      ...{ sample: 3, rotation: 1, parts: ['letter'], letters: ['c', 'a'] },
      ...{ largestLogprobDifference: 0.01234, error: null },
    },
  ],
  surroundings: [{ kind: 'version', name: 'mediabunny', then: null, now: '2' }],
};

const of = (dtype: string, changes: Partial<Run> = {}): Run => {
  const run = aRun(changes);
  return { ...run, manifest: { ...run.manifest, model: { ...run.manifest.model, dtype } } };
};

describe('what is known of a repeat', () => {
  test('is what was measured, whatever the number format', () => {
    const sentence =
      'Asked again on 2026-02-03: 3 of 4 letters are the same (2 questions); log-probabilities of letters differ by 0.012 at most.';
    expect(repeatNote(of('fp32', { verification: found }))).toBe(sentence);
    expect(repeatNote(of('q4', { verification: found }))).toBe(sentence);
  });

  test('is said not to be measured of every format but fp32', () => {
    expect(repeatNote(of('fp32'))).toBeNull();
    const mixed = 'vision_encoder fp32, embed_tokens fp32, decoder_model_merged q4';
    for (const dtype of ['fp16', 'q4', mixed])
      expect(repeatNote(of(dtype))).toMatch(/was not measured.*--verify LOG/);
  });
});

test('what is known of several runs is said once, with their names where it is not of all', () => {
  const [fp32, q4] = [of('fp32'), of('q4')];
  expect(repeatNotes([{ name: 'A', run: fp32 }])).toEqual([]);
  const note = repeatNote(q4) ?? '';
  const both = [q4, q4].map((run, i) => ({ name: String(i), run }));
  expect(repeatNotes(both)).toEqual([note]);
  const verified = of('q4', { verification: found });
  const runs = [fp32, q4, verified, q4].map((run, i) => ({ name: String(i), run }));
  expect(repeatNotes(runs)).toEqual([`1, 3: ${note}`, `2: ${repeatNote(verified) ?? ''}`]);
});

test('a verification as text names the answers and surroundings that differ', () => {
  const samples = [aSample({ ordinal: 3, videoId: 'vid', dataId: 12 })];
  const lines = verificationTable(found, samples).split('\n');
  expect(lines).toContain('Letters: 3 of 4 the same');
  expect(lines).toContain(
    'Log-probabilities of letters: largest difference 0.012, mean 0.00012 (4 answers)',
  );
  expect(lines).toContain('  vid 12, order 2: c, now a; log-probabilities up to 0.012 apart');
  expect(lines.at(-2)).toMatch(/^Version of mediabunny +- +2$/);
  const same = verificationTable({ ...found, differing: [], surroundings: [] }, samples);
  expect(same).toContain('Made with the same as then');
  expect(same).not.toContain('Answers that differ');
});

test('a difference without bound is told in words', () => {
  const logprobs = { answers: 4, largest: null, mean: 0.1 };
  expect(repeatNote(of('q4', { verification: { ...found, logprobs } }))).toContain(
    'log-probabilities of letters differ without bound',
  );
});

test('a verification as JSON names its run and carries its manifest', () => {
  const run = aRun({ verification: found });
  const report = JSON.parse(verificationReport(run, found)) as Record<string, unknown>;
  expect(report).toMatchObject({
    ...{ kind: 'verification', runId: 'run', verifiedAt: '2026-02-03T00:00:00.000Z' },
    ...{ letters: { same: 3, of: 4 }, manifest: run.manifest },
  });
});

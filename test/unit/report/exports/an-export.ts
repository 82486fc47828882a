import type { Answer, Run, Sample } from '../../../../src/domain/index.js';
import type { ExportedRun } from '../../../../src/report/index.js';
import { aggregate } from '../../../../src/scoring/index.js';
import { aRun, aSample, anAnswer } from '../../../support/results.js';

/** Text as a data set or a model may hold it: markup of every format. */
export const hostile =
  '</pre><script>alert(1)</script> "q" \'a\' & | _x_ 50 % #1 $y$ ~ ^ \\end{table} [l](u) `c` ```\u2028=1+1';

export const samples: readonly Sample[] = [
  aSample({ ordinal: 0, videoId: '-w' }),
  aSample({ ordinal: 1, videoId: '10', dataId: 7, task: 'Counting', question: hostile }),
  aSample({ ordinal: 2, videoId: '9', dataId: 1, task: 'Counting' }),
];

/** One right, one wrong, one that failed. */
export const answers: readonly Answer[] = [
  anAnswer({ sample: 0 }),
  anAnswer({
    sample: 1,
    options: { a: hostile, b: 'blue', c: 'red' },
    letter: 'a',
    outcome: 'wrong',
    letterLogprobs: { a: -0.1, b: -3, c: -Infinity },
  }),
  anAnswer({
    ...{ sample: 2, letter: null, outcome: 'unscored', reason: 'error' },
    error: { code: 'corrupt-video', message: '9.mp4 is cut off.' },
    ...{ letterLogprobs: null, letterMass: null, provider: null, frames: [] },
  }),
];

export function anExport(
  changes: Partial<Run> = {},
  given: readonly Answer[] = answers,
): ExportedRun {
  const { manifest } = aRun();
  const run = aRun({
    ...{ id: 'aa-bb_1', status: 'finished', samples: samples.map(({ ordinal }) => ordinal) },
    manifest: { ...manifest, dataset: { ...manifest.dataset, samples: samples.length } },
    ...changes,
  });
  const tables = aggregate(samples, given);
  return { run, samples, answers: given, tables, rotations: null, debiased: null };
}

/** All of them answered and scored. */
export const scored: readonly Answer[] = [
  ...answers.slice(0, 2),
  anAnswer({ sample: 2, letter: 'a', outcome: 'wrong' }),
];

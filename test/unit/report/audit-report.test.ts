import { describe, expect, test } from 'vitest';
import { findingCodes, type Audit } from '../../../src/domain/index.js';
import { planFrames } from '../../../src/frames/index.js';
import { auditReport, auditTable, coverageTable, findingTexts } from '../../../src/report/index.js';
import { coverageCurve, coverageOf } from '../../../src/scoring/index.js';
import { aSample } from '../../support/results.js';

const samples = [
  aSample({ videoId: 'v', answerLocation: '0:30' }),
  aSample({ ordinal: 2, videoId: '-w', dataId: 7, task: 'Counting', answerLocation: '0:10-0:19' }),
  aSample({ ordinal: 3, videoId: 'x', answerLocation: 'Whole video' }),
];
const audit: Audit = {
  samples: 3,
  videos: 3,
  images: 3,
  findings: [
    {
      code: 'unusable-item',
      samples: [],
      notes: [
        { text: 'Line 3: Not JSON.', samples: [] },
        { text: 'Line 9: Not JSON.', samples: [] },
      ],
    },
    { code: 'missing-video', samples: [0, 2], notes: [] },
    { code: 'blank-distractors', samples: [2], notes: [{ text: '2 of 9', samples: [2] }] },
  ],
};
const times = Array.from({ length: 61 }, (_, i) => i);
const input = {
  timesOf: (videoId: string) => (videoId === 'v' ? times : null),
  plan: (of: readonly number[], frames: number) => planFrames(of, frames, 'linspace'),
  assumedSeconds: 60,
};
const coverage = coverageOf(samples, 3, input);

describe('the audit as JSON', () => {
  const report = JSON.parse(
    auditReport(audit, coverage, samples, coverageCurve(samples, [1, 61], input)),
  ) as Record<string, unknown>;

  test('names samples by video and data_id, and counts items that are none', () => {
    expect(report).toMatchObject({ samples: 3, videos: 3, images: 3 });
    expect(report['findings']).toEqual([
      {
        code: 'unusable-item',
        count: 2,
        samples: [],
        notes: [
          { text: 'Line 3: Not JSON.', samples: [] },
          { text: 'Line 9: Not JSON.', samples: [] },
        ],
      },
      {
        code: 'missing-video',
        count: 2,
        samples: [
          ['v', 1],
          ['-w', 7],
        ],
        notes: [],
      },
      {
        code: 'blank-distractors',
        count: 1,
        samples: [['-w', 7]],
        notes: [{ text: '2 of 9', samples: [['-w', 7]] }],
      },
    ]);
  });

  test('holds the coverage: apart, by task, by sample, over frame counts', () => {
    expect(report['coverage']).toMatchObject({
      frames: 3,
      pointTolerance: 1,
      intervals: coverage.intervals,
      points: { n: 1, sampled: 1, rate: 1 },
      wholeVideo: 1,
      unknown: 0,
      assumedSeconds: 60,
      byTask: coverage.byTask,
      samples: [
        ['v', 1, 'point', 1],
        ['-w', 7, 'interval', coverage.intervals.rate],
      ],
      curve: [
        { frames: 1, points: 0 },
        { frames: 61, points: 1 },
      ],
    });
  });

  test('has no coverage where no frame plan is chosen', () => {
    expect(JSON.parse(auditReport(audit, null, samples))).toMatchObject({ coverage: null });
  });
});

test('the findings as text', () => {
  expect(`\n${auditTable(audit)}`).toMatchInlineSnapshot(`
    "
    Samples: 3, videos: 3, images: 3.

    Finding                                  Count
    ---------------------------------------  -----
    Items left out: not usable as questions      2
    Video missing                                2
    Blank distractors                            1
    "
  `);
  expect(auditTable({ ...audit, findings: [] })).toBe(
    'Samples: 3, videos: 3, images: 3.\nNothing odd was found.\n',
  );
});

test('the coverage as text', () => {
  expect(`\n${coverageTable(coverage)}`).toMatchInlineSnapshot(`
    "
    Evidence sampled  Intervals  sampled  Points  sampled
    ----------------  ---------  -------  ------  -------
    NLI                       0        -       1  100.0 %
    Counting                  1   30.0 %       0        -
    ----------------  ---------  -------  ------  -------
    All tasks                 1   30.0 %       1  100.0 %
    Frames: 3; a point is sampled by a frame within 1 s of it. Whole video, not applicable: 1; unknown: 0.
    Videos not opened: 2, taken to last 60 s; their samples count with the probability that a frame lands in the evidence.
    "
  `);
});

test('every finding has words of its own', () => {
  expect(Object.keys(findingTexts)).toEqual([...findingCodes]);
  expect(new Set(Object.values(findingTexts).map(({ title }) => title)).size).toBe(
    findingCodes.length,
  );
});

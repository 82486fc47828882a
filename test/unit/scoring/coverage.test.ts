import { describe, expect, test } from 'vitest';
import { planFrames } from '../../../src/frames/index.js';
import { coverageCurve, coverageOf, evidenceSampled } from '../../../src/scoring/index.js';
import { hasPublicQuestions, publicQuestions } from '../../support/public-questions.js';
import { aSample } from '../../support/results.js';

const plan = (times: readonly number[], frames: number) => planFrames(times, frames, 'linspace');

/** A picture a second, the first at `start`. */
const video = (seconds: number, start = 0) =>
  Array.from({ length: seconds + 1 }, (_, i) => start + i);

const at = (...locations: string[]) =>
  locations.map((answerLocation, ordinal) => aSample({ ordinal, answerLocation }));

describe('the frames of an answer', () => {
  const sampled = (answerLocation: string, times: number[], tolerance?: number) =>
    evidenceSampled({ answerLocation }, times, tolerance);
  test.each([
    ['0:10-0:20', [9.9, 20.1], false],
    ['0:10-0:20', [0, 10], true],
    ['0:10-0:20', [30, 20], true],
    ['0:10-0:20', [], false],
    ['0:42', [40.9, 43.1], false],
    ['0:42', [0, 41], true],
    ['0:42', [43.0000004], true],
    ['Whole video', [1], null],
    ['', [1], null],
    ['soon', [1], null],
    ['0:20-0:10', [15], null],
  ])('%s with frames at %j: %j', (location, times, expected) => {
    expect(sampled(location, times)).toBe(expected);
  });

  test('may be as far from a point as is said', () => {
    expect(sampled('0:42', [40], 2)).toBe(true);
    expect(sampled('0:42', [41], 0.5)).toBe(false);
  });
});

describe('coverage of opened videos', () => {
  test('counts intervals and points apart, and never what has no place', () => {
    // Frames at 0, 30, 60.
    const samples = at(
      '0:25-0:30',
      '0:31-0:59',
      '0:59',
      '0:40',
      'Whole video',
      'soon',
      '0:9-0:5',
      '',
    );
    const coverage = coverageOf(samples, 3, { timesOf: () => video(60), plan });
    expect(coverage).toMatchObject({
      frames: 3,
      pointTolerance: 1,
      intervals: { n: 2, sampled: 1, rate: 0.5 },
      points: { n: 2, sampled: 1, rate: 0.5 },
      wholeVideo: 1,
      unknown: 3,
      measuredVideos: 1,
      assumedVideos: 0,
      assumedSeconds: null,
    });
    expect(
      coverage.samples.map(({ kind, sampled, probability }) => [kind, sampled, probability]),
    ).toEqual([
      ['interval', true, 1],
      ['interval', false, 0],
      ['point', true, 1],
      ['point', false, 0],
      ...Array.from({ length: 4 }, () => [null, null, null]),
    ]);
  });

  test('locations count from the first picture', () => {
    const samples = at('0:30-0:31');
    const coverage = coverageOf(samples, 3, { timesOf: () => video(60, 1.4), plan });
    expect(coverage.intervals.rate).toBe(1);
  });

  test('has a row per task that occurs, in the paper’s order', () => {
    const tasks = ['My task', 'Summary', 'NLI'];
    const samples = tasks.map((task, ordinal) =>
      aSample({ ordinal, task, answerLocation: task === 'Summary' ? 'Whole video' : '0:30' }),
    );
    const { byTask } = coverageOf(samples, 3, { timesOf: () => video(60), plan });
    expect(byTask).toEqual([
      expect.objectContaining({ task: 'NLI', points: { n: 1, sampled: 1, rate: 1 } }),
      expect.objectContaining({ task: 'Summary', points: { n: 0, sampled: 0, rate: null } }),
      expect.objectContaining({ task: 'My task' }),
    ]);
  });

  test('a video that was not opened is unknown, unless a length is assumed', () => {
    const samples = ['opened', 'closed'].map((videoId, ordinal) =>
      aSample({ ordinal, videoId, answerLocation: '0:30' }),
    );
    const timesOf = (videoId: string) => (videoId === 'opened' ? video(60) : null);
    expect(coverageOf(samples, 3, { timesOf, plan })).toMatchObject({
      points: { n: 1, sampled: 1 },
      unknown: 1,
      measuredVideos: 1,
      assumedVideos: 0,
    });
    const assumed = coverageOf(samples, 11, { timesOf, plan, assumedSeconds: 100 });
    expect(assumed).toMatchObject({ unknown: 0, assumedVideos: 1, assumedSeconds: 100 });
    // 11 frames over 100 s: of every 10 s, 2 are within a second of a frame.
    expect(assumed.points.sampled).toBeCloseTo(1.2, 2);
    expect(assumed.samples[1]).toMatchObject({ kind: 'point', sampled: null });
  });

  test('a video without pictures is not known', () => {
    expect(coverageOf(at('0:30'), 3, { timesOf: () => [], plan }).unknown).toBe(1);
  });
});

test('an assumed length gives what sampling at a random place gives', () => {
  const seconds = 100;
  const lengths = [0, 3, 12, 60];
  const samples = at(
    ...lengths.map(
      (length) => `0:00-${Math.floor(length / 60)}:${length % 60 < 10 ? '0' : ''}${length % 60}`,
    ),
  );
  const { samples: found } = coverageOf(samples, 9, {
    timesOf: () => null,
    plan,
    assumedSeconds: seconds,
  });
  const frames = plan(video(seconds * 25), 9).map((index) => index / 25);
  const steps = 10_000;
  for (const [i, length] of lengths.entries()) {
    let hits = 0;
    for (let step = 0; step < steps; step++) {
      const middle = ((step + 0.5) / steps) * seconds;
      if (frames.some((time) => Math.abs(time - middle) <= length / 2)) hits++;
    }
    expect(found[i]?.probability).toBeCloseTo(hits / steps, 2);
  }
});

describe('the curve over frame counts', () => {
  test('agrees with the coverage at each count, and rises to all', () => {
    const samples = at('0:25-0:30', '0:31-0:59', '0:59', '0:40', 'Whole video');
    const input = { timesOf: () => video(60), plan };
    const counts = [1, 2, 3, 8, 61];
    const curve = coverageCurve(samples, counts, input);
    expect(curve).toEqual(
      counts.map((frames) => {
        const { intervals, points } = coverageOf(samples, frames, input);
        return { frames, intervals: intervals.rate, points: points.rate };
      }),
    );
    expect(curve.at(-1)).toEqual({ frames: 61, intervals: 1, points: 1 });
  });

  test('has no rate where nothing has a place', () => {
    expect(coverageCurve(at('Whole video'), [32], { timesOf: () => video(60), plan })).toEqual([
      { frames: 32, intervals: null, points: null },
    ]);
  });
});

test.skipIf(!hasPublicQuestions)(
  'the public questions: 78 % of the intervals and 11.5 % of the points at 32 frames over 537 s (needs ../shared/ivbench/test_data.jsonl)',
  async () => {
    const { samples } = await publicQuestions();
    const coverage = coverageOf(samples, 32, { timesOf: () => null, plan, assumedSeconds: 537 });
    expect(coverage.intervals.n).toBe(754);
    expect(coverage.points.n).toBe(383);
    expect(coverage).toMatchObject({ wholeVideo: 548, unknown: 1, assumedVideos: 747 });
    expect((100 * (coverage.intervals.rate ?? 0)).toFixed(0)).toBe('78');
    expect((100 * (coverage.points.rate ?? 0)).toFixed(1)).toBe('11.5');
    expect(coverage.byTask.reduce((n, { points }) => n + points.n, 0)).toBe(383);
  },
);

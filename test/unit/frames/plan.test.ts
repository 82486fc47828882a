import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { samplings } from '../../../src/domain/index.js';
import { planFrames } from '../../../src/frames/plan.js';

/** n pictures, 25 a second, times as a container rounds them. */
const times = (n: number, rate = 25) => Array.from({ length: n }, (_, i) => +(i / rate).toFixed(6));

describe('linspace', () => {
  // Expected: numpy.round(numpy.linspace(0, n - 1, N)).astype(int), numpy 2.4.6.
  test.for([
    [100, 8, [0, 14, 28, 42, 57, 71, 85, 99]],
    [10, 4, [0, 3, 6, 9]],
    [10, 3, [0, 4, 9]],
    [8, 3, [0, 4, 7]],
    [6, 3, [0, 2, 5]],
    [4, 3, [0, 2, 3]],
    [902, 5, [0, 225, 450, 676, 901]],
    [2, 2, [0, 1]],
    [7, 1, [0]],
  ] as const)('%i pictures, %i frames: halves go to the even frame', ([n, count, expected]) => {
    expect(planFrames(times(n), count, 'linspace')).toEqual(expected);
  });

  test('floor truncates', () => {
    expect(planFrames(times(100), 8, 'linspace-floor')).toEqual([0, 14, 28, 42, 56, 70, 84, 99]);
    expect(planFrames(times(10), 3, 'linspace-floor')).toEqual([0, 4, 9]);
  });
});

test('midpoint takes the middle frame of equal segments', () => {
  expect(planFrames(times(100), 4, 'midpoint')).toEqual([12, 37, 62, 87]);
  expect(planFrames(times(10), 3, 'midpoint')).toEqual([1, 5, 8]);
  expect(planFrames(times(9), 1, 'midpoint')).toEqual([4]);
});

describe('fps', () => {
  test('takes the frame on screen at each second', () => {
    expect(planFrames(times(100), 8, 'fps')).toEqual([0, 25, 50, 75]);
    expect(planFrames(times(101), 8, 'fps')).toEqual([0, 25, 50, 75, 100]);
    expect(planFrames(times(100, 30000 / 1001), 8, 'fps')).toEqual([0, 29, 59, 89]);
  });

  test('counts from the first picture, whenever it is', () => {
    const late = times(100).map((time) => time + 5.3);
    expect(planFrames(late, 8, 'fps')).toEqual([0, 25, 50, 75]);
  });

  test('takes a picture that stays for seconds once', () => {
    expect(planFrames([0, 0.5, 4, 4.5], 8, 'fps')).toEqual([0, 1, 2]);
  });

  test('thins evenly to what was asked', () => {
    expect(planFrames(times(250), 4, 'fps')).toEqual([0, 75, 150, 225]);
  });
});

test('a video shorter than the plan gives every frame once', () => {
  for (const sampling of ['linspace', 'linspace-floor', 'midpoint'] as const)
    expect(planFrames(times(5), 32, sampling)).toEqual([0, 1, 2, 3, 4]);
  for (const sampling of samplings) expect(planFrames([], 4, sampling)).toEqual([]);
});

test('a plan of no whole frames is refused', () => {
  for (const frames of [0, -1, 1.5, Number.NaN])
    expect(() => planFrames(times(5), frames, 'linspace')).toThrow(RangeError);
});

test('every plan is ascending, distinct, within the video and as long as it can be', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: 256 }),
      fc.constantFrom(...samplings),
      (n, frames, sampling) => {
        const plan = planFrames(times(n), frames, sampling);
        if (sampling !== 'fps') expect(plan).toHaveLength(Math.min(n, frames));
        expect(plan.length).toBeGreaterThan(0);
        expect(plan.length).toBeLessThanOrEqual(frames);
        plan.forEach((index, i) => {
          expect(index).toBeGreaterThan(plan[i - 1] ?? -1);
          expect(index).toBeLessThan(n);
        });
      },
    ),
  );
});

test('linspace begins with the first frame and ends with the last', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5000 }),
      fc.integer({ min: 2, max: 300 }),
      (n, frames) => {
        const plan = planFrames(times(n), frames, 'linspace');
        expect([plan[0], plan.at(-1)]).toEqual([0, n - 1]);
      },
    ),
  );
});

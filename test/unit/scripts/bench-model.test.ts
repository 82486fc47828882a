import { describe, expect, it } from 'vitest';
import { median } from '../../../scripts/bench/statistics.mjs';
import {
  furtherOverFirst,
  furtherOverFirstSplit,
  overheadOf,
  timesFaster,
} from '../../../scripts/bench/model-ratios.mjs';
import { randomWeights } from '../../../scripts/bench/random-model/weights.mjs';

const costs = {
  first: 1000,
  rotations: [10, 30, 20],
  further: [50, 70],
  split: 260,
  splitRotation: 24,
};

describe("the model benchmark's ratios", () => {
  it('compares further work with the first question by medians', () => {
    expect(furtherOverFirst(costs)).toEqual({ question: 0.06, rotation: 0.02 });
  });

  it('takes a first question with a split image to cost as much more as a further one', () => {
    const { question, rotation } = furtherOverFirstSplit(costs);
    expect(question).toBeCloseTo(260 / 1200, 12);
    expect(rotation).toBeCloseTo(0.02, 12);
  });

  it('counts every question in every option order on the straightforward side', () => {
    expect(timesFaster(costs, 1000, 1)).toBeCloseTo(2260 / (1000 + 1.26 * 60), 12);
    expect(timesFaster(costs, 1000, 10)).toBeCloseTo(
      22600 / (1000 + 1.26 * 60 + 2.26 * 9 * 20),
      12,
    );
  });

  it('takes waiting for a later video for overhead, but not for the first', () => {
    const timings = { decodeMs: 50, encodeMs: 60, prefillMs: 30, generateMs: 10 };
    expect(overheadOf(500, [timings, timings])).toBe(2);
  });
});

describe('random weights', () => {
  const listed = [
    { count: 20_001, mean: 0, deviation: 0.05 },
    { count: 384, mean: 1, deviation: 0 },
    { count: 7, mean: 0, deviation: 0 },
  ];
  const values = randomWeights(listed, 1);

  it('have the mean and the deviation that are listed, one piece behind the other', () => {
    expect(values).toHaveLength(20_392);
    const first = Array.from(values.subarray(0, 20_001));
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    const square = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / first.length;
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(Math.sqrt(square)).toBeCloseTo(0.05, 2);
    // Two thirds within one deviation: normal, not uniform (58 %).
    const within = first.filter((value) => Math.abs(value) < 0.05).length / first.length;
    expect(within).toBeCloseTo(0.683, 1);
    expect(median(first.map(Math.abs)) / 0.05).toBeCloseTo(0.674, 1);
    expect(new Set(values.subarray(20_001, 20_385))).toEqual(new Set([1]));
    expect(new Set(values.subarray(20_385))).toEqual(new Set([0]));
  });

  it('are the same for the same seed, and others for another', () => {
    expect(randomWeights(listed, 1)).toEqual(values);
    expect(randomWeights(listed, 2).subarray(0, 100)).not.toEqual(values.subarray(0, 100));
  });
});

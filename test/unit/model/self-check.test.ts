import { describe, expect, it } from 'vitest';
import { agreementBound, compareSteps } from '../../../src/model/self-check.js';

const steps = (...rows: number[][]) => rows.map((row) => Float32Array.from(row));
const reference = steps([4, 1, 0, -30], [0, 5, 1, -30]);

describe('compareSteps', () => {
  it('agrees within the bound, whatever the sum of the logits', () => {
    const shifted = steps([14.02, 11, 10, -20], [0, 5, 1.01, -30]);
    const { outcome, sameTop, largestDifference } = compareSteps(shifted, reference, 0.1);
    expect([outcome, sameTop]).toEqual(['agrees', 2]);
    expect(largestDifference).toBeGreaterThan(0.005);
    expect(largestDifference).toBeLessThan(0.02);
  });

  it('ignores what is very unlikely', () => {
    const other = steps([4, 1, 0, -12], [0, 5, 1, -90]);
    expect(compareSteps(other, reference, 0.1).outcome).toBe('agrees');
  });

  it('tells another most likely token, and a difference above the bound', () => {
    const flipped = compareSteps(steps([1, 4, 0, -30], [0, 5, 1, -30]), reference, 10);
    expect(flipped).toMatchObject({ outcome: 'agrees', sameTop: 2 });
    expect(compareSteps(steps([1, 4, 0, -30], [0, 5, 1, -30]), reference, 1)).toMatchObject({
      outcome: 'differs',
      sameTop: 1,
    });
    expect(compareSteps(steps([4, 2, 0, -30], [0, 5, 1, -30]), reference, 0.1)).toMatchObject({
      outcome: 'differs',
      sameTop: 2,
    });
  });

  it('takes a near tie for the same', () => {
    const [tie, other] = [steps([2, 2.05, 0]), steps([2.03, 2.0, 0])];
    expect(compareSteps(other, tie, 0.1)).toMatchObject({ outcome: 'agrees', sameTop: 1 });
  });

  it('tells numbers that are not finite', () => {
    for (const bad of [NaN, Infinity])
      expect(compareSteps(steps([4, bad, 0, 0], [0, 5, 1, 0]), reference, 1).outcome).toBe(
        'not-finite',
      );
  });

  it('allows half floats more', () => {
    expect(agreementBound('q4f16')).toBeGreaterThan(agreementBound('fp32'));
  });
});

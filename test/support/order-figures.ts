import type { Aggregate, DebiasedFigures, RotationTable } from '../../src/domain/index.js';

/** What two option orders gave. */
export const someRotations: RotationTable = {
  ...{ rotations: 2, n: 20, videos: 4 },
  orders: [
    { rotation: 0, accuracy: 0.4, low: 0.2, high: 0.6 },
    { rotation: 1, accuracy: 0.5, low: 0.3, high: 0.7 },
  ],
  consistency: { rate: 0.55, low: 0.35, high: 0.75 },
  strict: { rate: 0.25, low: 0.1, high: 0.45 },
};

/** Letters less a leaning to `a`. */
export const someDebiased = (overall: Aggregate): DebiasedFigures => ({
  source: 'held-out',
  priors: [{ options: 2, questions: 40, prior: { a: 0.7, b: 0.3 } }],
  ...{ untouched: 3, overall },
});

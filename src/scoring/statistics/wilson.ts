import type { Interval } from '../../domain/index.js';
import { zOf95 } from './quantiles.js';

/**
 * Wilson's score interval of a rate (Wilson 1927).
 * @param rate 0 to 1
 * @param n questions, or an effective number of them; may be a fraction above 0
 * @param quantile of the distribution that stands for the normal one; default that of a 95 % interval
 * @returns NaN when n is 0
 */
export function wilson(rate: number, n: number, quantile = zOf95): Interval {
  const share = quantile ** 2 / n;
  const centre = (rate + share / 2) / (1 + share);
  const half = (quantile / (1 + share)) * Math.sqrt((rate * (1 - rate)) / n + share / (4 * n));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

import type { Interval } from '../domain/index.js';

/** Probability left out at either end of a 95 % interval. */
export const tail = 0.025;

/**
 * 95 % interval of sum / n by the percentile bootstrap over clusters: questions on one video are not independent, so
 * videos are resampled, not questions (Efron and Tibshirani 1993; quantiles interpolated linearly, as numpy does).
 * It has no width where all clusters are alike; `rateInterval` and `meanInterval` mend that.
 * @param clusters of how many questions each is, and the sum of their values
 * @param random uniform numbers in [0, 1)
 */
export function clusterBootstrap(
  clusters: readonly { readonly n: number; readonly sum: number }[],
  resamples: number,
  random: () => number,
): Interval {
  const count = clusters.length;
  const sizes = Float64Array.from(clusters, ({ n }) => n);
  const sums = Float64Array.from(clusters, ({ sum }) => sum);
  const rates = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let n = 0;
    let sum = 0;
    for (let draw = 0; draw < count; draw++) {
      const at = Math.floor(random() * count);
      n += sizes[at] ?? 0;
      sum += sums[at] ?? 0;
    }
    rates[resample] = sum / n;
  }
  return percentiles(rates);
}

/** The percentile interval of a statistic; `draw` gives the place of the next cluster. NaN (of nothing) is left out. */
export function bootstrap(
  count: number,
  resamples: number,
  random: () => number,
  statistic: (draw: () => number) => number,
): Interval {
  const draw = () => Math.floor(random() * count);
  const values = Float64Array.from({ length: resamples }, () => statistic(draw));
  return percentiles(values.filter((value) => !Number.isNaN(value)));
}

function percentiles(values: Float64Array): Interval {
  values.sort();
  return { low: quantile(values, tail), high: quantile(values, 1 - tail) };
}

function quantile(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (high - low) * (place - below);
}

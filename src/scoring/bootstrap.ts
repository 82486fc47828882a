/** Questions of one video: how many, and how many are right (may be a fraction). */
export interface Cluster {
  readonly n: number;
  readonly correct: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const tail = 0.025;

/**
 * 95 % interval of correct / n by the percentile bootstrap over clusters: questions on one video are not
 * independent, so videos are resampled, not questions (Efron and Tibshirani 1993; quantiles interpolated
 * linearly, as numpy does). Where resampling shows no spread because all clusters are wholly right or wholly
 * wrong, the exact binomial bound on the number of clusters (Clopper and Pearson 1934); one mixed cluster
 * tells nothing of the spread: 0 to 1.
 * @param random uniform numbers in [0, 1)
 */
export function clusterBootstrap(
  clusters: readonly Cluster[],
  resamples: number,
  random: () => number,
): Interval {
  const count = clusters.length;
  if (clusters.every(({ n, correct }) => correct === n) && count > 0)
    return { low: tail ** (1 / count), high: 1 };
  if (clusters.every(({ correct }) => correct === 0) && count > 0)
    return { low: 0, high: 1 - tail ** (1 / count) };
  if (count < 2) return { low: 0, high: 1 };
  const sizes = Float64Array.from(clusters, ({ n }) => n);
  const rights = Float64Array.from(clusters, ({ correct }) => correct);
  const rates = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let n = 0;
    let correct = 0;
    for (let draw = 0; draw < count; draw++) {
      const at = Math.floor(random() * count);
      n += sizes[at] ?? 0;
      correct += rights[at] ?? 0;
    }
    rates[resample] = correct / n;
  }
  rates.sort();
  return { low: quantile(rates, tail), high: quantile(rates, 1 - tail) };
}

function quantile(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (high - low) * (place - below);
}

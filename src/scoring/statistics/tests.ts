import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import tCdf from '@stdlib/stats-base-dists-t-cdf';

/**
 * McNemar's exact test, two-sided: the probability that a fair coin splits gained + lost at least as unevenly. It takes the
 * questions for independent, so it says too much where those of a video hang together. 1 where nothing changed.
 * @param gained and @param lost whole numbers, 0 or more
 */
export function mcnemarExact(gained: number, lost: number): number {
  if (gained + lost === 0) return 1;
  return Math.min(1, 2 * binomialCdf(Math.min(gained, lost), gained + lost, 0.5));
}

/** Two-sided p-value of t whose variance was estimated from `count` independent units; 1 of fewer than two. */
export const tTest = (t: number, count: number): number =>
  count < 2 ? 1 : Math.min(1, 2 * tCdf(-Math.abs(t), count - 1));

/**
 * Holm's step-down adjustment (Holm 1979): the chance of one false "yes" among all of them stays at the level.
 * @returns adjusted p-values in the order given, 0 to 1
 */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const adjusted = pValues.map(() => 1);
  let least = 0;
  for (const [rank, at] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * (pValues[at] ?? 1)));
    adjusted[at] = least;
  }
  return adjusted;
}

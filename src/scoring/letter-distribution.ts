import { letters, type Answer, type Letter, type LetterDistribution } from '../domain/index.js';

type Scored = Pick<Answer, 'options' | 'letterLogprobs'>;

/**
 * Log-probabilities of the letters on offer among themselves: their exponentials sum to 1.
 * @returns null where a letter has no number or all of them no chance
 */
export function letterLogs({ options, letterLogprobs }: Scored): Map<Letter, number> | null {
  const offered = letters.filter((letter) => options[letter] !== undefined);
  const logs = offered.map((letter) => letterLogprobs?.[letter] ?? NaN);
  const highest = Math.max(...logs);
  // NaN among them makes the highest NaN.
  if (!Number.isFinite(highest)) return null;
  const total = highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0));
  return new Map(offered.map((letter, i) => [letter, (logs[i] ?? NaN) - total]));
}

export const distributionOf = (logs: ReadonlyMap<Letter, number>): LetterDistribution =>
  Object.fromEntries(Array.from(logs, ([letter, log]) => [letter, Math.exp(log)]));

/**
 * Kullback-Leibler divergence of `other` from `reference`, sum of p ln(p / q) (Kullback and Leibler 1951), over the same
 * letters.
 * @returns nats, 0 or more; Infinity where `other` gives no chance to what `reference` gives some
 */
export function divergence(
  reference: ReadonlyMap<Letter, number>,
  other: ReadonlyMap<Letter, number>,
): number {
  let sum = 0;
  for (const [letter, log] of reference) {
    const probability = Math.exp(log);
    // p ln p goes to 0 with p.
    if (probability > 0) sum += probability * (log - (other.get(letter) ?? -Infinity));
  }
  // Rounding can take equal distributions below 0.
  return Math.max(0, sum);
}

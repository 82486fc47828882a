import type { Sample } from '../../domain/index.js';
import { zOf80, zOf95 } from './quantiles.js';

/** Share of questions on which two runs are taken to differ before anything was measured (PROTOCOL.md, Sanity figures). */
export const assumedDiscordance = 0.2;

/** How alike questions on one video are taken to be before anything was measured: intraclass correlation. */
export const assumedCorrelation = 0.1;

const zOfBoth = zOf95 + zOf80;

/**
 * The smallest difference, 0 to 1, between two runs on the same n questions that a 95 % interval keeps off 0 four times in
 * five (80 % power; Connor 1987, the variance as without a difference). 12.5 points on 100 questions, 3.0 on 1,686.
 */
export const smallestDifference = (
  n: number,
  discordance = assumedDiscordance,
  designEffect = 1,
): number => zOfBoth * Math.sqrt((discordance * designEffect) / n);

/** The same from a measured standard error. */
export const smallestDifferenceAt = (standardError: number): number => zOfBoth * standardError;

/**
 * How many questions show a difference four times in five, from the standard error that n questions gave.
 * @param difference 0 to 1, above 0
 */
export const questionsFor = (difference: number, standardError: number, n: number): number =>
  Math.ceil(n * (smallestDifferenceAt(standardError) / difference) ** 2);

/**
 * How many independent questions tell a true rate from a fixed one, chance or a baseline, four times in five (one-sample
 * test of a proportion, two-sided at 5 %; Fleiss 1981). 17 % against 10.28 % takes 184.
 */
export function questionsForRate(rate: number, against: number): number {
  const spread = (p: number) => Math.sqrt(p * (1 - p));
  return Math.ceil(((zOf95 * spread(against) + zOf80 * spread(rate)) / (rate - against)) ** 2);
}

/**
 * How much clustering widens the variance before anything was measured (Kish 1965, unequal clusters).
 * @param sizes questions of each video, at least one
 * @param correlation of two questions on one video, 0 to 1
 */
export function designEffect(sizes: readonly number[], correlation = assumedCorrelation): number {
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const squares = sizes.reduce((sum, size) => sum + size * size, 0);
  return 1 + (squares / n - 1) * correlation;
}

/** How many questions each video has, for `designEffect`. */
export function questionsPerVideo(samples: readonly Pick<Sample, 'videoId'>[]): number[] {
  const counts = new Map<string, number>();
  for (const { videoId } of samples) counts.set(videoId, (counts.get(videoId) ?? 0) + 1);
  return [...counts.values()];
}

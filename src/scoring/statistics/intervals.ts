import type { Interval } from '../../domain/index.js';
import { clusterBootstrap, tail } from '../bootstrap.js';
import { clustered, type Cluster, type Clustered, type Observation } from './clusters.js';
import { tOf95 } from './quantiles.js';
import { wilson } from './wilson.js';

export interface Resampling {
  readonly resamples: number;
  /** Uniform numbers in [0, 1). */
  readonly random: () => number;
}

/** With more videos the bootstrap gives what the formulas give, only slower; IV-Bench has 967. */
const mostResampled = 1000;

/** What holds both the bootstrap's interval, where it is worth its time, and another. */
function withBootstrap(clusters: readonly Cluster[], by: Resampling, other: Interval): Interval {
  if (clusters.length > mostResampled) return other;
  return hull(clusterBootstrap(clusters, by.resamples, by.random), other);
}

/**
 * 95 % interval of a mean rate, questions on one video not being independent: what holds both the percentile bootstrap
 * over videos and Wilson's interval with t for z (degrees of freedom: videos less 1) and the effective number of questions
 * (Korn and Graubard 1998, Dean and Pagano 2015). That number is never above the number of answers, nor above what the
 * unclustered variance gives: few or equal clusters make an interval wider, never narrower. Where all is right or all
 * wrong, nothing tells how the questions of a video hang together, so the exact binomial bound on the number of videos
 * (Clopper and Pearson 1934). A single video tells nothing of others: 0 to 1, as does no question.
 */
export const rateInterval = (observations: readonly Observation[], by: Resampling): Interval =>
  clusteredRateInterval(clustered(observations), by);

/** `rateInterval` of what is clustered already. */
export function clusteredRateInterval(data: Clustered, by: Resampling): Interval {
  const { clusters, mean, n } = data;
  const count = clusters.length;
  if (n > 0 && mean >= 1 - 1e-12) return { low: tail ** (1 / count), high: 1 };
  if (n > 0 && mean <= 1e-12) return { low: 0, high: 1 - tail ** (1 / count) };
  if (count < 2) return { low: 0, high: 1 };
  return withBootstrap(clusters, by, wilson(mean, effectiveNumber(data), tOf95(count)));
}

/** As many independent questions, each right or wrong, would have this variance. */
function effectiveNumber({ mean, answers, variance, clusteredVariance }: Clustered): number {
  return Math.min(answers, (mean * (1 - mean)) / Math.max(variance, clusteredVariance));
}

/** A mean difference of two rates with its uncertainty. */
export interface MeanInterval extends Interval {
  readonly mean: number;
  readonly n: number;
  readonly videos: number;
  /** Of the adjusted mean; Infinity for a single video. */
  readonly standardError: number;
  /** Adjusted mean over standard error: t with videos less 1 degrees of freedom. */
  readonly t: number;
  /** Clustered over unclustered variance, at least 1; 1 where either is 0. */
  readonly designEffect: number;
}

/**
 * 95 % interval of a mean of paired differences, clustered by video: what holds both the percentile bootstrap over videos
 * and the t interval (degrees of freedom: videos less 1) with the larger of the clustered and the unclustered variance.
 * Two pseudo-questions, half for and half against, go into the latter (Agresti and Min 2005): a handful of flips in one
 * direction must not pass for proof. Where all differences are equal, at least the exact binomial bound on the number
 * of videos. A single video tells nothing of others: -1 to 1, as does no question.
 */
export function meanInterval(observations: readonly Observation[], by: Resampling): MeanInterval {
  const data = clustered(observations);
  const { clusters, n, mean, variance, clusteredVariance } = data;
  const videos = clusters.length;
  const designEffect = videos > 1 && variance > 0 ? Math.max(1, clusteredVariance / variance) : 1;
  const known = { mean, n, videos, designEffect };
  if (videos < 2) return { ...known, low: -1, high: 1, standardError: Infinity, t: 0 };
  const padded = n + 2;
  const adjusted = (mean * n) / padded;
  const larger = Math.max(variance, clusteredVariance) * n ** 2;
  const ofPseudo = 1 + n * (mean - adjusted) ** 2 + 2 * adjusted ** 2;
  const standardError = Math.sqrt(larger + ofPseudo) / padded;
  const half = tOf95(videos) * standardError;
  let interval = withBootstrap(clusters, by, {
    low: Math.max(-1, adjusted - half),
    high: Math.min(1, adjusted + half),
  });
  if (variance < 1e-12) interval = hull(interval, ofEqual(mean, videos));
  return { ...known, ...interval, standardError, t: adjusted / standardError };
}

/** As many videos alike leave room for this share of others, which might differ as far as can be. */
function ofEqual(mean: number, videos: number): Interval {
  const others = 1 - tail ** (1 / videos);
  return { low: mean - (1 + mean) * others, high: mean + (1 - mean) * others };
}

/**
 * 95 % interval of a statistic that is no plain mean, from what each video adds to it (its influence): what holds both a
 * bootstrap's interval and the t interval.
 * @param least standard error that is believed
 */
export function linearisedInterval(
  estimate: number,
  influences: readonly number[],
  resampled: Interval,
  least: number,
): Interval & { readonly standardError: number } {
  const count = influences.length;
  if (count < 2) return { low: -1, high: 1, standardError: Infinity };
  const total = influences.reduce((sum, value) => sum + value * value, 0);
  const standardError = Math.max(least, Math.sqrt((count / (count - 1)) * total));
  const half = tOf95(count) * standardError;
  const { low, high } = hull(resampled, { low: estimate - half, high: estimate + half });
  return { low: Math.max(-1, low), high: Math.min(1, high), standardError };
}

const hull = (a: Interval, b: Interval): Interval => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
});

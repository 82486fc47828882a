import type { GroupDifference } from '../../domain/index.js';
import { bootstrap } from '../bootstrap.js';
import { linearisedInterval, type Resampling } from './intervals.js';

/** One question in a stratum, on one of two sides. */
export interface SidedObservation {
  readonly videoId: string;
  readonly stratum: string;
  readonly side: 0 | 1;
  /** 0 to 1. */
  readonly value: number;
}

interface Side {
  n: number;
  sum: number;
}
type Strata = Map<string, [Side, Side]>;

/**
 * The difference in accuracy of two kinds of questions, compared only within strata and averaged with Mantel and
 * Haenszel's weights n1 n2 / (n1 + n2); clustered by video, which may have questions on both sides. Strata with one side
 * only tell nothing and are left out. The interval is never narrower than as many independent questions would give.
 * @returns null where no stratum has both sides
 */
export function groupDifference(
  observations: readonly SidedObservation[],
  { resamples, random }: Resampling,
): GroupDifference | null {
  const all = used(strataOf(observations));
  const estimate = weighted(all);
  if (!estimate) return null;
  const videos = byVideo(observations.filter(({ stratum }) => all.has(stratum)));
  const resampled = bootstrap(videos.length, resamples, random, (draw) => {
    const drawn = videos.flatMap(() => videos[draw()] ?? []);
    const found = weighted(strataOf(drawn));
    return found ? found.rates[0] - found.rates[1] : NaN;
  });
  const difference = estimate.rates[0] - estimate.rates[1];
  const influences = videos.map((video) =>
    video.reduce((sum, observation) => sum + influence(observation, all, estimate.weight), 0),
  );
  const count = (side: 0 | 1) => Array.from(all.values(), (pair) => pair[side].n).reduce(add, 0);
  return {
    n: [count(0), count(1)],
    rates: estimate.rates,
    difference,
    strata: all.size,
    ...linearisedInterval(difference, influences, resampled, unclusteredError(all)),
  };
}

/** As if all questions were independent, one more right and one more wrong on each side (Agresti and Caffo 2000). */
function unclusteredError(strata: Strata): number {
  const of = (side: 0 | 1): number => {
    const pairs = [...strata.values()];
    const n = pairs.map((pair) => pair[side].n).reduce(add, 0) + 2;
    const rate = (pairs.map((pair) => pair[side].sum).reduce(add, 0) + 1) / n;
    return (rate * (1 - rate)) / n;
  };
  return Math.sqrt(of(0) + of(1));
}

function strataOf(observations: readonly SidedObservation[]): Strata {
  const strata: Strata = new Map();
  for (const { stratum, side, value } of observations) {
    let pair = strata.get(stratum);
    if (!pair)
      strata.set(
        stratum,
        (pair = [
          { n: 0, sum: 0 },
          { n: 0, sum: 0 },
        ]),
      );
    pair[side].n++;
    pair[side].sum += value;
  }
  return strata;
}

const used = (strata: Strata): Strata =>
  new Map([...strata].filter(([, [first, second]]) => first.n > 0 && second.n > 0));

const weightOf = ([first, second]: [Side, Side]): number =>
  (first.n * second.n) / (first.n + second.n);

function weighted(
  strata: Strata,
): { readonly rates: readonly [number, number]; readonly weight: number } | null {
  let weight = 0;
  const rates: [number, number] = [0, 0];
  for (const pair of strata.values()) {
    const of = weightOf(pair);
    if (of === 0) continue;
    weight += of;
    rates[0] += (of * pair[0].sum) / pair[0].n;
    rates[1] += (of * pair[1].sum) / pair[1].n;
  }
  return weight > 0 ? { rates: [rates[0] / weight, rates[1] / weight], weight } : null;
}

/** What one question adds to the difference, to first order. */
function influence(
  { stratum, side, value }: SidedObservation,
  strata: Strata,
  weight: number,
): number {
  const pair = strata.get(stratum);
  if (!pair) return 0;
  const { n, sum } = pair[side];
  const share = weightOf(pair) / weight / n;
  return (side === 0 ? share : -share) * (value - sum / n);
}

function byVideo(observations: readonly SidedObservation[]): SidedObservation[][] {
  const videos = new Map<string, SidedObservation[]>();
  for (const observation of observations) {
    const video = videos.get(observation.videoId);
    if (video) video.push(observation);
    else videos.set(observation.videoId, [observation]);
  }
  return [...videos.values()];
}

const add = (a: number, b: number): number => a + b;

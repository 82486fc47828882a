import type { Sample } from '../domain/index.js';
import { seededRandom } from '../lib/index.js';

interface Choice {
  /** How many to take, at least 0; null: all. */
  readonly limit: number | null;
  readonly seed: number;
}

/**
 * A seeded subset, in the order given. Each sample's rank depends only on (seed, videoId, dataId, ordinal),
 * so subsets are nested (50 is part of 100) and a sample that is left out moves no other's rank.
 */
export function selectSamples(samples: readonly Sample[], { limit, seed }: Choice): Sample[] {
  if (limit === null || limit >= samples.length) return [...samples];
  const ranked = samples.map((sample) => {
    const { videoId, dataId, ordinal } = sample;
    return { ordinal, rank: seededRandom('sample-choice', seed, videoId, dataId, ordinal)() };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.ordinal - b.ordinal);
  const chosen = new Set(ranked.slice(0, limit).map(({ ordinal }) => ordinal));
  return samples.filter(({ ordinal }) => chosen.has(ordinal));
}

import type { Sample, Subset } from '../domain/index.js';
import { seededRandom } from '../lib/index.js';
import { inProportion, wholeVideos } from './stratified-order.js';

export interface SampleChoice {
  /** How many to take, at least 0; null: all. */
  readonly limit: number | null;
  readonly seed: number;
  readonly subset?: Subset;
  /** The only task to take; null: all. */
  readonly task?: string | null;
}

/**
 * A seeded subset, in the order given; subsets are nested (50 is part of 100). By questions, a sample's rank depends only
 * on (seed, videoId, dataId, ordinal), so that one that is left out moves no other's. Of whole videos as many are taken as
 * come nearest to the limit, at least one.
 */
export function selectSamples(
  given: readonly Sample[],
  { limit, seed, subset = 'questions', task = null }: SampleChoice,
): Sample[] {
  const samples = task === null ? given : given.filter((sample) => sample.task === task);
  if (limit === null || limit >= samples.length) return [...samples];
  const chosen = new Set(chosenOf(samples, limit, seed, subset));
  return samples.filter((sample) => chosen.has(sample));
}

function chosenOf(
  samples: readonly Sample[],
  limit: number,
  seed: number,
  subset: Subset,
): readonly Sample[] {
  switch (subset) {
    case 'questions':
      return bySeed(samples, seed).slice(0, limit);
    case 'stratified':
      return inProportion(bySeed(samples, seed), limit);
    case 'videos':
      return wholeVideos(videosBySeed(samples, seed), limit);
  }
}

function bySeed(samples: readonly Sample[], seed: number): Sample[] {
  const rankOf = ({ videoId, dataId, ordinal }: Sample) =>
    seededRandom('sample-choice', seed, videoId, dataId, ordinal)();
  return samples
    .map((sample) => ({ sample, rank: rankOf(sample) }))
    .sort((a, b) => a.rank - b.rank || a.sample.ordinal - b.sample.ordinal)
    .map(({ sample }) => sample);
}

function videosBySeed(samples: readonly Sample[], seed: number): Sample[][] {
  const videos = new Map<string, Sample[]>();
  for (const sample of samples) {
    const video = videos.get(sample.videoId);
    if (video) video.push(sample);
    else videos.set(sample.videoId, [sample]);
  }
  return Array.from(videos, ([videoId, members]) => ({
    members,
    rank: seededRandom('video-choice', seed, videoId)(),
  }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ members }) => members);
}

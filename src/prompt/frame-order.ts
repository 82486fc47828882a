import type { Protocol, Sample } from '../domain/index.js';
import { seededRandom, shuffled } from '../lib/index.js';

/**
 * Which frame stands at each place of a prompt. Under `frames-shuffled` they are permuted, in an order that depends only on
 * (seed, videoId, dataId, ordinal) and their number, and that is never the one of the video.
 * @returns null where each stands at its own
 */
export function frameOrder(
  { condition, seed }: Pick<Protocol, 'condition' | 'seed'>,
  { videoId, dataId, ordinal }: Pick<Sample, 'videoId' | 'dataId' | 'ordinal'>,
  frames: number,
): number[] | null {
  if (condition !== 'frames-shuffled' || frames < 2) return null;
  const random = seededRandom('frame-order', seed, videoId, dataId, ordinal);
  const places = [...Array(frames).keys()];
  for (;;) {
    const order = shuffled(places, random);
    if (order.some((frame, place) => frame !== place)) return order;
  }
}

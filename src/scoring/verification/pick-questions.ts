import type { Answer, Sample } from '../../domain/index.js';
import { seededRandom } from '../../lib/index.js';

/** No more than this share of what is picked comes from one video, as long as others have more. */
const mostOfOneVideo = 1 / 4;

/**
 * Picks answered questions of a run to be asked again, whole videos drawn by the seed one after the other: a video is
 * decoded and encoded once for all its questions, and a model that keeps what it read of the frames does so as in the run.
 * The same are picked each time.
 * @param samples of the dataset
 * @param answers of the run; those that a model never gave (files that lacked or failed) are not picked
 * @param count of questions, at least 1
 * @returns ordinals, ascending; fewer where there are fewer
 */
export function pickQuestions(
  samples: readonly Sample[],
  answers: readonly Pick<Answer, 'sample' | 'provider'>[],
  count: number,
  seed: number,
): number[] {
  const asked = new Set(answers.flatMap(({ sample, provider }) => (provider ? [sample] : [])));
  const videos = new Map<string, number[]>();
  for (const { ordinal, videoId } of samples) {
    if (!asked.has(ordinal)) continue;
    const video = videos.get(videoId);
    if (video) video.push(ordinal);
    else videos.set(videoId, [ordinal]);
  }
  const drawn = Array.from(videos, ([videoId, ordinals]) => ({
    ordinals,
    rank: seededRandom('verification', seed, videoId)(),
  })).sort((a, b) => a.rank - b.rank);
  const most = Math.max(1, Math.ceil(count * mostOfOneVideo));
  const first = drawn.flatMap(({ ordinals }) => ordinals.slice(0, most));
  const others = drawn.flatMap(({ ordinals }) => ordinals.slice(most));
  return [...first, ...others].slice(0, count).sort((a, b) => a - b);
}

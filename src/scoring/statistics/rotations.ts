import type { Letter, RotationTable } from '../../domain/index.js';
import { foldedText, seededRandom } from '../../lib/index.js';
import { askedOf, mean, rightness, type ScoredAnswer, type ScoredSample } from '../questions.js';
import { Clustering } from './clusters.js';
import { clusteredRateInterval } from './intervals.js';

/**
 * How far several option orders agree, over the questions that were asked in all of them. An option is known by its text,
 * as a reader takes it; an unscored answer chooses none, so it agrees with nothing.
 * @returns null where no question was asked in two orders or more
 */
export function rotationTable(
  samples: readonly ScoredSample[],
  answers: readonly ScoredAnswer[],
  { seed = 0, resamples = 2000 } = {},
): RotationTable | null {
  const numbers = [...new Set(answers.map(({ rotation }) => rotation))].sort((a, b) => a - b);
  const rotations = numbers.length;
  if (rotations < 2) return null;
  const complete = askedOf(samples, answers).filter(
    (question) => question.answers.length === rotations,
  );
  if (complete.length === 0) return null;
  const clustering = new Clustering(complete.map(({ videoId }) => ({ videoId, answers: 1 })));
  const rated = (name: string, rateOf: (answers: readonly ScoredAnswer[]) => number) => {
    const rates = Float64Array.from(complete, ({ answers: given }) => rateOf(given));
    const by = { resamples, random: seededRandom('rotations', seed, name) };
    const { low, high } = clusteredRateInterval(clustering.of(rates), by);
    return { rate: mean([...rates]), low, high };
  };
  return {
    rotations,
    n: complete.length,
    videos: clustering.videos,
    orders: numbers.map((rotation) => {
      const { rate, ...interval } = rated(`order ${rotation}`, (given) =>
        mean(given.filter((answer) => answer.rotation === rotation).map(rightness)),
      );
      return { rotation, accuracy: rate, ...interval };
    }),
    consistency: rated('consistency', agree),
    strict: rated('strict', (given) => Number(given.every(rightness))),
  };
}

function agree(answers: readonly ScoredAnswer[]): number {
  const chosen = answers.map(({ options, letter }) => options[letter as Letter]);
  const [first, ...others] = chosen;
  if (first === undefined) return 0;
  return Number(
    others.every(
      (text) => text !== undefined && (text === first || foldedText(text) === foldedText(first)),
    ),
  );
}

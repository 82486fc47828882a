import type { Answer, Letter, RotationTable, Sample } from '../../domain/index.js';
import { foldedText, seededRandom } from '../../lib/index.js';
import { mean, questionsOf, rightness } from '../questions.js';
import { rateInterval } from './intervals.js';

/**
 * How far several option orders agree, over the questions that were asked in all of them. An option is known by its text,
 * as a reader takes it; an unscored answer chooses none, so it agrees with nothing.
 * @returns null where no question was asked in two orders or more
 */
export function rotationTable(
  samples: readonly Sample[],
  answers: readonly Answer[],
  { seed = 0, resamples = 2000 } = {},
): RotationTable | null {
  const rotations = new Set(answers.map(({ rotation }) => rotation)).size;
  const complete = questionsOf(samples, answers).filter(
    (question) => question.answers.length === rotations,
  );
  if (rotations < 2 || complete.length === 0) return null;
  const rated = (name: string, rateOf: (answers: readonly Answer[]) => number) => {
    const observations = complete.map(({ videoId, answers: given }) => ({
      videoId,
      value: rateOf(given),
      answers: 1,
    }));
    const random = seededRandom('rotations', seed, name);
    const { low, high } = rateInterval(observations, { resamples, random });
    return { rate: mean(observations.map(({ value }) => value)), low, high };
  };
  const numbers = [...new Set(answers.map(({ rotation }) => rotation))].sort((a, b) => a - b);
  return {
    rotations,
    n: complete.length,
    videos: new Set(complete.map(({ videoId }) => videoId)).size,
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

function agree(answers: readonly Answer[]): number {
  const chosen = answers.map(({ options, letter }) => options[letter as Letter]);
  const [first, ...others] = chosen.map((text) => (text === undefined ? null : foldedText(text)));
  return Number(first !== null && others.every((text) => text === first));
}

import {
  letters,
  type Answer,
  type DiagnosisStatement,
  type LetterLeaning,
  type Sample,
} from '../../domain/index.js';
import { seededRandom } from '../../lib/index.js';
import { mean, questionsOf } from '../questions.js';
import { meanInterval } from '../statistics/intervals.js';
import { holm, tTest } from '../statistics/tests.js';
import { needed, negligible } from './verdict.js';

type Letters = Extract<DiagnosisStatement, { question: 'letters' }>;

/** A letter is favoured when it is chosen more often than it is right, over all letters that are on offer. */
export const isFavoured = ({ low, pHolm }: Pick<LetterLeaning, 'low' | 'pHolm'>): boolean =>
  low > 0 && pHolm < 0.05;

/**
 * Which letters a run chooses more often than they are right. Answers without a letter are left out.
 * @returns null where no answer has a letter
 */
export function letterLeaning(
  samples: readonly Sample[],
  answers: readonly Answer[],
  gated: boolean,
  resamples: number,
): Letters | null {
  const questions = questionsOf(
    samples,
    answers.filter(({ letter }) => letter !== null),
  );
  if (questions.length === 0) return null;
  const n = questions.length;
  const offered = letters.filter((letter) =>
    answers.some(({ options }) => options[letter] !== undefined),
  );
  const measured = offered.map((letter) => {
    const shares = questions.map(({ videoId, answers: given }) => ({
      videoId,
      answers: given.length,
      chosen: mean(given.map((answer) => Number(answer.letter === letter))),
      correct: mean(given.map((answer) => Number(answer.correctOption === letter))),
    }));
    const interval = meanInterval(
      shares.map((share) => ({ ...share, value: share.chosen - share.correct })),
      { resamples, random: seededRandom('letters', letter) },
    );
    return {
      letter,
      chosen: mean(shares.map(({ chosen }) => chosen)),
      correct: mean(shares.map(({ correct }) => correct)),
      difference: interval.mean,
      low: interval.low,
      high: interval.high,
      standardError: interval.standardError,
      p: tTest(interval.t, interval.videos),
    };
  });
  const adjusted = holm(measured.map(({ p }) => p));
  const leanings = measured.map(({ letter, chosen, correct, difference, low, high }, at) => ({
    letter,
    chosen,
    correct,
    difference,
    low,
    high,
    pHolm: adjusted[at] ?? 1,
  }));
  const even = leanings.every(({ low, high }) => low >= -negligible && high <= negligible);
  const some = leanings.some(isFavoured) ? 'yes' : even ? 'no' : 'cannot-tell';
  const verdict = gated ? 'cannot-tell' : some;
  const numbers = measured.flatMap((one) => needed(one, n) ?? []);
  return {
    question: 'letters',
    verdict,
    neededQuestions:
      gated || verdict !== 'cannot-tell' || numbers.length === 0 ? null : Math.max(...numbers),
    numbers: { n, letters: leanings },
  };
}

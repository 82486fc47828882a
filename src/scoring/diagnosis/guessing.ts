import type { Answer, Baselines, DiagnosisStatement, Lead, Sample } from '../../domain/index.js';
import { seededRandom } from '../../lib/index.js';
import { rateOfLetter } from '../aggregate.js';
import { commonestLetter } from '../baselines.js';
import { mean, questionsOf, type Question } from '../questions.js';
import { meanInterval, rateInterval } from '../statistics/intervals.js';
import { needed } from './verdict.js';

type Guessing = Extract<DiagnosisStatement, { question: 'guessing' }>;

/**
 * Whether a run is above chance and above the best baseline that needs no vision: both paired differences, question by
 * question, lie above 0.
 */
export function guessing(
  runId: string,
  samples: readonly Sample[],
  answers: readonly Answer[],
  resamples: number,
): Guessing {
  const questions = questionsOf(samples, answers);
  const letter = commonestLetter(answers);
  const by = (name: string) => ({ resamples, random: seededRandom('guessing', name) });
  const lead = (name: string, rateOf: (question: Question) => number) => {
    const { mean: difference, ...interval } = meanInterval(
      questions.map((question) => ({
        videoId: question.videoId,
        value: question.correct - rateOf(question),
        answers: question.answers.length,
      })),
      by(name),
    );
    return { ...interval, difference, rate: mean(questions.map(rateOf)) };
  };
  const overChance = lead('chance', ({ chance }) => chance);
  const baselines: Readonly<Record<keyof Baselines, (question: Question) => number>> = {
    shortest: ({ shortest }) => shortest,
    longest: ({ longest }) => longest,
    commonestLetter: (question) => rateOfLetter(question, letter),
  };
  const [best] = (Object.keys(baselines) as (keyof Baselines)[])
    .map((name) => ({ name, ...lead(name, baselines[name]) }))
    .toSorted((a, b) => b.rate - a.rate);
  const overBaseline = best ?? { name: 'shortest' as const, ...overChance };
  const above = overChance.low > 0 && overBaseline.low > 0;
  const nearest = overChance.difference < overBaseline.difference ? overChance : overBaseline;
  const numbersOf = ({ rate, difference, low, high }: Lead): Lead => ({
    rate,
    difference,
    low,
    high,
  });
  return {
    question: 'guessing',
    verdict: above ? 'yes' : 'not-distinguishable-from-guessing',
    neededQuestions: above || nearest.difference <= 0 ? null : needed(nearest, questions.length),
    numbers: {
      runId,
      n: questions.length,
      videos: overChance.videos,
      accuracy: mean(questions.map(({ correct }) => correct)),
      ...rateInterval(
        questions.map(({ videoId, correct, answers: given }) => ({
          videoId,
          value: correct,
          answers: given.length,
        })),
        by('rate'),
      ),
      overChance: numbersOf(overChance),
      overBaseline: { name: overBaseline.name, ...numbersOf(overBaseline) },
    },
  };
}

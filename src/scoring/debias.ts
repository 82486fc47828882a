import { letters, type DebiasedFigures, type Letter, type LetterPrior } from '../domain/index.js';
import { seededRandom } from '../lib/index.js';
import { askedOf, type Asked, type ScoredAnswer, type ScoredSample } from './questions.js';
import { scoreLetters } from './score-letters.js';

/** `overall` is left to whoever brings the answers together. */
export interface Debiased<A extends ScoredAnswer = ScoredAnswer> extends Omit<
  DebiasedFigures,
  'overall'
> {
  /** All answers, those that could be debiased scored anew; the log-probabilities are the model's own. */
  readonly answers: readonly A[];
}

/** Parts of the videos; a question's prior comes from the other parts. */
const folds = 5;

/** Fewest questions that a prior is estimated from. In full cycles one question already cancels what stands where. */
const fewest = { rotations: 5, 'held-out': 30 } as const;

/**
 * Scores letters less the model's own prior over option ids (PriDe: Zheng et al. 2024, arXiv 2309.03882, section 4):
 * the prior of questions with k options is the softmax of the mean log-probability of each letter over their orders, averaged over
 * questions; a letter's log-probability less the prior's logarithm decides. The prior of a question is estimated on other
 * videos (five seeded parts in turn), so no answer is judged by itself.
 */
export function debias<A extends ScoredAnswer>(
  samples: readonly ScoredSample[],
  answers: readonly A[],
  { seed = 0 } = {},
): Debiased<A> {
  const questions = askedOf(samples, answers).flatMap(lettersOf);
  const source = questions.length > 0 && questions.every(isCycle) ? 'rotations' : 'held-out';
  const foldOf = assignFolds(questions, seed);
  const byCount = new Map<number, LetteredQuestion[]>();
  for (const question of questions) {
    const group = byCount.get(question.options);
    if (group) group.push(question);
    else byCount.set(question.options, [question]);
  }
  const priorOf = new Map<ScoredAnswer, LetterPrior>();
  for (const [options, group] of byCount)
    for (let fold = 0; fold < folds; fold++) {
      const others = group.filter(({ videoId }) => foldOf.get(videoId) !== fold);
      if (others.length < fewest[source]) continue;
      const prior = priorFrom(options, others);
      for (const { videoId, answers: given } of group)
        if (foldOf.get(videoId) === fold) for (const answer of given) priorOf.set(answer, prior);
    }
  return {
    source,
    priors: [...byCount]
      .sort(([a], [b]) => a - b)
      .map(([options, group]) => priorFrom(options, group)),
    answers: answers.map((answer) => {
      const prior = priorOf.get(answer);
      return prior ? { ...answer, ...scoreLetters(lessPrior(answer, prior), answer) } : answer;
    }),
    untouched: answers.filter((answer) => !priorOf.has(answer)).length,
  };
}

interface LetteredQuestion {
  readonly videoId: string;
  /** Options on offer. */
  readonly options: number;
  readonly answers: readonly ScoredAnswer[];
  /** The softmax of the mean log-probability of each letter over its orders. */
  readonly shares: readonly number[];
}

/** Only answers with a number above zero probability for every letter can be averaged. */
function lettersOf({ videoId, answers }: Asked): LetteredQuestion[] {
  const given = answers.filter((answer) =>
    offered(answer).every((letter) => Number.isFinite(answer.letterLogprobs?.[letter])),
  );
  const [first] = given;
  if (!first) return [];
  const on = offered(first);
  const means = on.map(
    (letter) =>
      given.reduce((sum, { letterLogprobs }) => sum + (letterLogprobs?.[letter] ?? 0), 0) /
      given.length,
  );
  return [{ videoId, options: on.length, answers: given, shares: softmax(means) }];
}

const offered = ({ options }: Pick<ScoredAnswer, 'options'>): Letter[] =>
  letters.filter((letter) => options[letter] !== undefined);

/** Whether each option stood at each letter as often, which full cycles of orders bring about. */
const isCycle = ({ options, answers }: LetteredQuestion): boolean =>
  answers.length === options &&
  new Set(answers.map(({ rotation }) => rotation % options)).size === options;

function assignFolds(questions: readonly LetteredQuestion[], seed: number): Map<string, number> {
  const random = seededRandom('debias', seed);
  const folded = new Map<string, number>();
  for (const { videoId } of questions)
    if (!folded.has(videoId)) folded.set(videoId, Math.floor(random() * folds));
  return folded;
}

function priorFrom(options: number, questions: readonly LetteredQuestion[]): LetterPrior {
  const on = letters.slice(0, options);
  const total = on.map(() => 0);
  for (const { shares } of questions)
    for (const [at, share] of shares.entries()) total[at] = (total[at] ?? 0) + share;
  const prior = Object.fromEntries(
    on.map((letter, at) => [letter, (total[at] ?? 0) / questions.length]),
  );
  return { options, questions: questions.length, prior };
}

function softmax(values: readonly number[]): number[] {
  const highest = Math.max(...values);
  const shares = values.map((value) => Math.exp(value - highest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

const lessPrior = (answer: ScoredAnswer, { prior }: LetterPrior): Partial<Record<Letter, number>> =>
  Object.fromEntries(
    offered(answer).map((letter) => [
      letter,
      (answer.letterLogprobs?.[letter] ?? NaN) - Math.log(prior[letter] ?? NaN),
    ]),
  );

import { letters, type Answer, type Letter, type OptionOrder } from '../domain/index.js';

export type LetterScore = Pick<Answer, 'letter' | 'outcome' | 'reason' | 'error'>;

const unscored = (reason: LetterScore['reason'], message?: string): LetterScore => ({
  letter: null,
  outcome: 'unscored',
  reason,
  error: message === undefined ? null : { code: 'unexpected', message },
});

/**
 * Scores by the letter on offer with the highest log-probability. Letters that are not on offer are ignored.
 * Never a guess: no numbers at all are `empty`; a letter without one, or NaN, is an `error`; letters that
 * share the highest are `ambiguous`, unless all of them are right or all wrong.
 */
export function scoreLetters(
  letterLogprobs: Answer['letterLogprobs'],
  { options, correctOptions }: Pick<OptionOrder, 'options' | 'correctOptions'>,
): LetterScore {
  const offered = letters.filter((letter) => options[letter] !== undefined);
  const given = offered.flatMap((letter): { letter: Letter; logprob: number }[] => {
    const logprob = letterLogprobs?.[letter];
    return logprob === undefined ? [] : [{ letter, logprob }];
  });
  if (given.length === 0) return unscored('empty');
  if (given.length < offered.length || given.some(({ logprob }) => Number.isNaN(logprob)))
    return unscored('error', 'The model gave no number for some of the letters on offer.');
  const highest = Math.max(...given.map(({ logprob }) => logprob));
  if (highest === -Infinity) return unscored('empty');
  const best = given.filter(({ logprob }) => logprob === highest).map(({ letter }) => letter);
  const right = best.filter((letter) => correctOptions.includes(letter));
  if (right.length > 0 && right.length < best.length) return unscored('ambiguous');
  const outcome = right.length > 0 ? 'correct' : 'wrong';
  return { letter: best[0] ?? null, outcome, reason: null, error: null };
}

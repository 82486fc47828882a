import { AppError, type Letter } from '../domain/index.js';
import type { Tokenizer } from './tokenizer.js';

/** Token ids that stand for each letter. */
export type LetterTokens = Readonly<Record<Letter, readonly number[]>>;

/**
 * The distinct ids among `a` and ` a` that are a single token, for each letter (lower case, as asked for).
 * @throws AppError `unsupported-model` when a letter has none
 */
export function letterTokens(
  tokenizer: Pick<Tokenizer, 'encode'>,
  letters: readonly Letter[],
  modelId: string,
): LetterTokens {
  const entries = letters.map((letter): [Letter, number[]] => {
    const single = [letter, ` ${letter}`]
      .map((text) => tokenizer.encode(text))
      .filter((ids) => ids.length === 1);
    const ids = [...new Set(single.flat())];
    if (ids.length === 0)
      throw new AppError(
        'unsupported-model',
        `The tokenizer of the model ${modelId} has no single token for the letter ${letter}, so it cannot be scored by letters.`,
      );
    return [letter, ids];
  });
  return Object.fromEntries(entries) as Record<Letter, number[]>;
}

export interface LetterScores {
  /** Natural log of each offered letter's summed probability over the whole vocabulary. */
  readonly letterLogprobs: Partial<Record<Letter, number>>;
  /** Total probability of the offered letters, 0 to 1. */
  readonly letterMass: number;
}

/** Log of the sum of exponentials, in double precision and without overflow. */
export function logSumExp(values: Iterable<number>): number {
  const list = Array.from(values);
  const top = list.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!Number.isFinite(top)) return top;
  return top + Math.log(list.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

/**
 * Probabilities of the letters on offer as the next token.
 * @param logits of one position over the vocabulary
 * @throws AppError `unexpected` when a logit is not a number (a broken export or provider)
 */
export function scoreLogits(
  logits: ArrayLike<number>,
  tokens: LetterTokens,
  offered: readonly Letter[],
): LetterScores {
  const total = logSumExp(Array.from(logits));
  if (!Number.isFinite(total))
    throw new AppError(
      'unexpected',
      'The model gave logits that are not finite numbers. Try another dtype or device.',
    );
  const letterLogprobs: Partial<Record<Letter, number>> = {};
  let letterMass = 0;
  for (const letter of offered) {
    const value = logSumExp(tokens[letter].map((id) => logits[id] ?? -Infinity)) - total;
    letterLogprobs[letter] = value;
    letterMass += Math.exp(value);
  }
  return { letterLogprobs, letterMass };
}

/** Index of the greatest logit. */
export function mostLikely(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] ?? 0) > (logits[best] ?? 0)) best = i;
  return best;
}

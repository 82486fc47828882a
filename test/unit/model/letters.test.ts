import { describe, expect, it } from 'vitest';
import { letterTokens, logSumExp, scoreLogits } from '../../../src/model/letters.js';

const vocabulary = new Map([
  ['a', [1]],
  [' a', [2]],
  ['b', [3]],
  [' b', [7, 3]],
  ['c', [9, 9]],
  [' c', [9, 9]],
]);
const tokenizer = { encode: (text: string) => vocabulary.get(text) ?? [0] };

describe('letterTokens', () => {
  it('takes the distinct single tokens of the letter with and without a space', () => {
    const tokens = letterTokens(tokenizer, ['a', 'b'], 'm');
    expect(tokens.a).toEqual([1, 2]);
    expect(tokens.b).toEqual([3]);
  });

  it('names the model and the letter that is no single token', () => {
    expect(() => letterTokens(tokenizer, ['c'], 'my-model')).toThrow(/my-model.*letter c/);
  });
});

describe('scoreLogits', () => {
  const tokens = { ...letterTokens(tokenizer, ['a', 'b'], 'm') };

  it('sums the probabilities of a letter over its tokens, out of the whole vocabulary', () => {
    const logits = [0, Math.log(2), Math.log(3), Math.log(4)];
    const { letterLogprobs, letterMass } = scoreLogits(logits, tokens, ['a', 'b']);
    expect(Math.exp(letterLogprobs.a ?? 0)).toBeCloseTo(5 / 10, 12);
    expect(Math.exp(letterLogprobs.b ?? 0)).toBeCloseTo(4 / 10, 12);
    expect(letterMass).toBeCloseTo(0.9, 12);
  });

  it('gives nothing to letters that are not on offer', () => {
    expect(scoreLogits([0, 1, 2, 3], tokens, ['a']).letterLogprobs).not.toHaveProperty('b');
  });

  it('stays finite for huge logits', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 9);
  });

  it('refuses logits that are not numbers', () => {
    expect(() => scoreLogits([NaN, 1], tokens, ['a'])).toThrow(/not finite/);
  });
});

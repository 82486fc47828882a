import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { letters, type Letter } from '../../../src/domain/index.js';
import { scoreLetters } from '../../../src/scoring/index.js';

const order = {
  options: { a: 'green', b: 'red', c: 'red', d: 'blue' },
  correctOptions: ['b', 'c'] as Letter[],
};
const score = (logprobs: Partial<Record<Letter, number>> | null) => scoreLetters(logprobs, order);

describe('an answer is scored by its letters', () => {
  test('the most probable letter decides; each copy of the answer is right', () => {
    expect(score({ a: -3, b: -2, c: -1, d: -4 })).toEqual({
      letter: 'c',
      outcome: 'correct',
      reason: null,
      error: null,
    });
    expect(score({ a: -0.1, b: -2, c: -1, d: -Infinity })).toMatchObject({
      letter: 'a',
      outcome: 'wrong',
      reason: null,
    });
  });

  test('a letter that is not on offer cannot be the answer', () => {
    expect(score({ a: -3, b: -2, c: -4, d: -5, j: 0 })).toMatchObject({ letter: 'b' });
  });

  test.each([
    ['nothing', null, 'empty'],
    ['no letter', {}, 'empty'],
    ['no letter on offer', { j: -1 }, 'empty'],
    ['no probability at all', { a: -Infinity, b: -Infinity, c: -Infinity, d: -Infinity }, 'empty'],
    ['NaN', { a: -1, b: NaN, c: -2, d: -3 }, 'error'],
    ['a letter missing', { a: -1, b: -2 }, 'error'],
    ['right and wrong alike', { a: -1, b: -1, c: -2, d: -2 }, 'ambiguous'],
  ])('%s is unscored, never a guess', (_what, logprobs, reason) => {
    expect(score(logprobs)).toMatchObject({ letter: null, outcome: 'unscored', reason });
    expect(score(logprobs).error === null).toBe(reason !== 'error');
  });

  test('letters that tie are settled when all are right or all are wrong', () => {
    expect(score({ a: -2, b: -1, c: -1, d: -2 })).toMatchObject({
      letter: 'b',
      outcome: 'correct',
    });
    expect(score({ a: -1, b: -2, c: -2, d: -1 })).toMatchObject({ letter: 'a', outcome: 'wrong' });
  });

  test('any numbers: right exactly when the best letter is among the right ones', () => {
    const logprobs = fc.uniqueArray(fc.float({ max: 0, noNaN: true, noDefaultInfinity: true }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(logprobs, (values) => {
        const given = Object.fromEntries(letters.slice(0, 4).map((l, i) => [l, values[i]]));
        const best = letters[values.indexOf(Math.max(...values))];
        const { letter, outcome } = score(given);
        expect(letter).toBe(best);
        expect(outcome).toBe(best === 'b' || best === 'c' ? 'correct' : 'wrong');
      }),
    );
  });
});

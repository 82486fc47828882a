import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/domain/index.js';
import { accuracyByGuessSeed, rescorer, spreadOf } from '../../../src/scoring/index.js';
import { anAnswer } from '../../support/results.js';

const said = (text: string | null, changes: Partial<Answer> = {}) =>
  anAnswer({ text, letter: null, outcome: 'unscored', reason: 'unparsable', ...changes });
const answers = ['c', '(c)', 'a', 'b)', '', 'c)', '**c**', 'hm'].map((text, sample) =>
  said(text, { sample }),
);

describe('stored answers are scored again', () => {
  test('by the parser that is named; the given ones stay as they are', () => {
    const before = structuredClone(answers);
    const again = answers.map(rescorer({ parser: 'standard' }));
    expect(again.map(({ letter, reason }) => letter ?? reason)).toEqual([
      ...['c', 'c', 'a', 'b', 'empty', 'c', 'c', 'unparsable'],
    ]);
    expect(again.map(({ tier }) => tier)).toEqual([
      ...['letter', 'marked-letter', 'letter', 'marked-letter', null],
      ...['marked-letter', 'letter', null],
    ]);
    expect(answers).toEqual(before);
  });

  test('those without a text keep their score', () => {
    const byLetters = anAnswer();
    const failed = said(null, { reason: 'error', error: { code: 'timeout', message: 'late' } });
    expect([byLetters, failed].map(rescorer({ parser: 'reference' }))).toEqual([byLetters, failed]);
  });

  test('an earlier tier and reason do not outlive a new score', () => {
    const once = said('**c**', { tier: 'letter', letter: 'c', outcome: 'correct', reason: null });
    const again = rescorer({ parser: 'reference' })(once);
    expect(again).toMatchObject({ letter: null, outcome: 'unscored', reason: 'guess', tier: null });
  });
});

describe('the guess switch', () => {
  const guessed = (guessSeed: number) =>
    answers
      .map(rescorer({ parser: 'reference', guessSeed }))
      .filter(({ tier }) => tier === 'guess');

  test('puts a letter from a to j where the harness would guess, the same for the same seed', () => {
    expect(guessed(3)).toHaveLength(5);
    expect(guessed(3)).toEqual(guessed(3));
    const letters = new Set(Array.from({ length: 100 }, (_, s) => guessed(s)[0]?.letter));
    expect([...letters].sort().join('')).toBe('abcdefghij');
    for (const { letter, outcome } of guessed(3))
      expect(outcome).toBe(letter === 'c' ? 'correct' : 'wrong');
  });

  test('without it such answers are unscored', () => {
    const again = answers.map(rescorer({ parser: 'reference' }));
    expect(again.filter(({ reason }) => reason === 'guess')).toHaveLength(5);
  });

  test('the accuracy by seed is that of re-scoring with the seed, option orders averaged', () => {
    const rotated = [
      ...answers,
      said('c', { sample: 0, rotation: 1 }),
      said('?', { sample: 3, rotation: 1 }),
    ];
    const accuracyOf = accuracyByGuessSeed(rotated.map(rescorer({ parser: 'reference' })));
    for (const seed of [0, 1, 2, 77]) {
      const again = rotated.map(rescorer({ parser: 'reference', guessSeed: seed }));
      const rates = answers.map(({ sample }) => {
        const orders = again.filter((answer) => answer.sample === sample);
        return orders.filter(({ outcome }) => outcome === 'correct').length / orders.length;
      });
      const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      expect(accuracyOf(seed)).toBeCloseTo(mean, 12);
    }
  });

  test('over many seeds a tenth of the guesses is right', () => {
    const accuracyOf = accuracyByGuessSeed(answers.map(rescorer({ parser: 'reference' })));
    const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
    const { mean, low, high } = spreadOf(seeds.map(accuracyOf));
    // Two of eight are sure, five are guessed: 0.25 + 0.0625, with a standard error of 0.0038.
    expect(Math.abs(mean - 0.3125)).toBeLessThan(0.015);
    expect(low).toBe(0.25);
    expect(high).toBeGreaterThan(0.5);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Letter } from '../../../src/domain/index.js';
import { scoreText } from '../../../src/scoring/index.js';
import { comparable, comparableText, plainText } from '../../../src/scoring/parsers/plain-text.js';
import { lettered, orderOf, readStandard as read } from '../../support/option-texts.js';

describe('options that are hard to tell apart', () => {
  const contained = lettered('red', 'red car', 'a red car parked', 'car');
  test.each([
    ['red', 'a option-text'],
    ['a red car', 'b option-text'],
    ['The answer is a red car parked.', 'c option-text'],
    ['It is a red car.', 'b option-text'],
    ['red car or car', 'ambiguous'],
    ['b. a red car', 'b marked-letter'],
  ])('texts that contain each other: %j is %s', (text, expected) => {
    expect(read(text, contained)).toBe(expected);
  });

  test('equal options: any of the copies, and all are credited where the answer is one', () => {
    const copies = lettered('blue', 'Red', 'red ', 'green');
    const score = (text: string, correct: Letter) =>
      scoreText(text, orderOf(copies, correct), 'standard');
    for (const text of ['red', 'The answer is red.', 'b', 'c', 'b. red', 'c) Red'])
      expect(score(text, 'c')).toMatchObject({ outcome: 'correct', reason: null });
    expect(score('red', 'a')).toMatchObject({ outcome: 'wrong', letter: 'b' });
  });

  test('texts that differ only in compatibility forms', () => {
    const powers = lettered('x2', 'x²');
    expect(read('x²', powers)).toBe('b option-text');
    expect(read('x2', powers)).toBe('a option-text');
    expect(read('The answer is x2.', powers)).toBe('a option-text');
  });

  test.each([
    ['5', 'b option-text'],
    ['There are 5 cars.', 'b option-text'],
    ['The answer is 5.', 'b option-text'],
    ['15', 'd option-text'],
    ['15 cars', 'd option-text'],
    ['At 5 seconds a man appears', 'unparsable'],
    ['at 0:05', 'unparsable'],
    ['b. 5', 'b marked-letter'],
    ['b. 15', 'ambiguous'],
    ['3 or 5', 'ambiguous'],
    ['5.5', 'unparsable'],
  ])('numbers: %j is %s', (text, expected) => {
    expect(read(text, lettered('3', '5', '10', '15'))).toBe(expected);
  });

  test.each([
    ['b', 'b letter'],
    ['B', 'ambiguous'],
    ['The answer is b', 'b answer-is'],
    ['I', 'b option-text'],
    ['a', 'ambiguous'],
    ['d', 'd letter'],
    ['b. I', 'b marked-letter'],
  ])('texts that are letters: %j is %s', (text, expected) => {
    const texts = lettered('x', 'I', 'B', 'a');
    expect(read(text, texts)).toBe(expected);
  });

  test('an initial is no letter where the name is an option', () => {
    const names = lettered('J. Smith', 'C. Brown', 'D. Green', 'C major');
    expect(read('C. Brown', names)).toBe('b option-text');
    expect(read('The answer is C. Brown.', names)).toBe('b option-text');
    expect(read('The answer is C major', names)).toBe('d option-text');
  });

  test('an option that refuses is an option', () => {
    expect(read('None of the above', lettered('red', 'None of the above'))).toBe('b option-text');
    expect(read('Cannot be determined.', lettered('red', 'cannot be determined'))).toBe(
      'b option-text',
    );
  });

  test('texts without spaces between words', () => {
    const chinese = lettered('红色的车', '蓝色的车');
    expect(read('答案是蓝色的车。', chinese)).toBe('b option-text');
    expect(read('图片里有红色的车', chinese)).toBe('a option-text');
    expect(read('没有红色的车', chinese)).toBe('unparsable');
  });

  test('options of nothing but punctuation are never read into a text', () => {
    expect(read('What?', lettered('?', '...'))).toBe('unparsable');
    expect(read('?', lettered('?', '...'))).toBe('a option-text');
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    ...[
      'a',
      'I',
      'c',
      'B',
      'j',
      'answer',
      'is',
      'the',
      'or',
      'not',
      'option',
      ':',
      '.',
      '(',
      ')',
      '\n',
      ', ',
    ],
    ...[
      '<answer>',
      '</answer>',
      '\\boxed{',
      '}',
      '{"answer": "',
      '"',
      '<think>',
      'red',
      'car',
      '答案',
      '，',
      '**',
    ],
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(words, { maxLength: 20 }).map((parts) => parts.join(' ')),
    fc.array(words, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  const options = fc
    .array(fc.oneof(words, fc.string({ maxLength: 12 })), { minLength: 1, maxLength: 10 })
    .map((given) => lettered(...given));

  test('throws nothing; a letter is on offer and its outcome is that of the options', () => {
    fc.assert(
      fc.property(texts, options, (text, given) => {
        const order = orderOf(given, 'a');
        const { letter, outcome, reason, tier } = scoreText(text, order, 'standard');
        if (letter === null) {
          expect([outcome, tier]).toEqual(['unscored', null]);
          expect(['empty', 'unparsable', 'ambiguous', 'not-offered']).toContain(reason);
        } else {
          expect(Object.keys(given)).toContain(letter);
          expect(outcome).toBe(
            order.correctOptions.includes(letter as Letter) ? 'correct' : 'wrong',
          );
          expect([reason, typeof tier]).toEqual([null, 'string']);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('the short way to an option’s comparable text gives what the long one does', () => {
  const words = fc.constantFrom(
    'A',
    'the',
    'an',
    'red',
    'Car',
    '2',
    '.',
    ' ',
    '  ',
    "'",
    '-',
    'ſ',
    'K',
    '*',
  );
  const texts = fc.oneof(
    fc.array(words, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.array(words, { maxLength: 8 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(comparableText(text)).toBe(comparable(plainText(text)));
    }),
    { numRuns: 3000 },
  );
});

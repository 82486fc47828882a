import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parserNames, type Letter, type ParserName } from '../../../src/domain/index.js';
import { scoreText, type Options } from '../../../src/scoring/index.js';

const ten: Options = {
  options: {
    ...{ a: 'a green car', b: 'a red car', c: 'a blue van', d: 'two dogs', e: 'a bus' },
    ...{ f: 'a tram', g: 'a bike', h: 'a plane', i: 'a boat', j: 'a train' },
  },
  correctOption: 'b',
  correctOptions: ['b'],
};
const read = (text: string, parser: ParserName, order = ten) => {
  const { letter, reason } = scoreText(text, order, parser);
  return letter ?? reason;
};

describe('the table of PROTOCOL.md: key b is "a red car"', () => {
  test.each([
    ['b', 'b', 'unparsable', 'judge', 'b'],
    ['B)', 'guess', 'b', 'b', 'b'],
    ['b. a red car', 'a', 'unparsable', 'b', 'b'],
    ['A person drives B', 'a', 'a', 'judge', 'unparsable'],
    ['I think the answer is J', 'i', 'i', 'judge', 'j'],
    ['Cannot determine', 'guess', 'c', 'judge', 'unparsable'],
    ['a red car', 'a', 'unparsable', 'b', 'b'],
  ])('%j', (text, reference, lmmsEval, vlmEvalKit, standard) => {
    expect(read(text, 'reference')).toBe(reference);
    expect(read(text, 'lmms-eval')).toBe(lmmsEval);
    expect(read(text, 'vlmevalkit')).toBe(vlmEvalKit);
    expect(read(text, 'standard')).toBe(standard);
  });
});

describe('the reference harness', () => {
  test.each([
    ['c', 'c'],
    ['C.', 'c'],
    [" ,.!?;:'C' :;?!., ", 'c'],
    ['(C) a red car', 'a'],
    ['(C)', 'c'],
    ['The answer is c', 'c'],
    ['b) a red car', 'a'],
    ['b) text', 'guess'],
    ['c or b', 'b'],
    ['c\n', 'guess'],
    ['c.\n', 'c'],
    ['\tc', 'guess'],
    ['', 'guess'],
    ['C: red', 'guess'],
    ['**c**', 'guess'],
    ['i.e. three', 'e'],
    ['vitamin d. helps', 'd'],
    ['<answer>: d', 'd'],
    ['a. no <answer>: d', 'd'],
    ['<answer>: K', 'k'],
    ['<answer>: 7', '7'],
    ['<answer>: _', '_'],
    ['<answer>: 字', '字'],
    ['<answer>: É', 'é'],
    ['<answer>: 𐐀', '𐐨'],
    ['<answer>: ²', '²'],
    ['<answer>: (b)', 'b'],
    ['<answer>: *b*', 'guess'],
    ['<ANSWER>: B', 'b'],
    ['<answer>:b', 'guess'],
    ['<answer>b</answer>', 'guess'],
  ])('%j gives %s', (text, expected) => {
    expect(read(text, 'reference')).toBe(expected);
  });

  test('a letter that is not on offer is wrong, not unscored', () => {
    const two: Options = {
      options: { a: 'green', b: 'red' },
      correctOption: 'b',
      correctOptions: ['b'],
    };
    expect(scoreText('J', two, 'reference')).toEqual({
      letter: 'j',
      outcome: 'wrong',
      reason: null,
      tier: 'letter',
    });
  });

  test('only the first option of exactly the answer’s text is credited', () => {
    const copies: Options = {
      options: { a: 'Red', b: 'red', c: 'green', d: 'red' },
      correctOption: 'd',
      correctOptions: ['a', 'b', 'd'],
    };
    const outcomes = (parser: ParserName) =>
      ['(a)', '(b)', '(d)'].map((text) => scoreText(text, copies, parser).outcome);
    expect(outcomes('reference')).toEqual(['wrong', 'correct', 'wrong']);
    expect(outcomes('standard')).toEqual(['correct', 'correct', 'correct']);
  });
});

describe('lmms-eval', () => {
  test.each([
    ['C', 'c'],
    ['The answer is C', 'c'],
    ['The best option is C', 'c'],
    ['The correct option is C', 'c'],
    ['Best answer: C', 'b'],
    ['Answer: c', 'a'],
    ['DOG', 'd'],
    ['  ', 'empty'],
    ['The answer is', 'empty'],
    ['c', 'unparsable'],
  ])('%j gives %s', (text, expected) => {
    expect(read(text, 'lmms-eval')).toBe(expected);
  });
});

describe('VLMEvalKit', () => {
  test.each([
    ['C', 'c'],
    ['(C) a red car', 'c'],
    ['C. one two three four', 'judge'],
    ['C. one two three', 'c'],
    ['C or D', 'judge'],
    ['The van is blue: a blue van', 'c'],
    ['a red car and a bus', 'judge'],
    [`${'so '.repeat(90)} a bus`, 'judge'],
    ['Cannot determine the answer', 'z'],
    ["Sorry, I can't help with images of people yet. C", 'z'],
    ['Z', 'z'],
    ['Failed to obtain answer via API C', 'judge'],
    ['Failed to obtain answer via API: a bus', 'e'],
    ['', 'judge'],
  ])('%j gives %s', (text, expected) => {
    expect(read(text, 'vlmevalkit')).toBe(expected);
  });

  test('an option without text is in every answer', () => {
    const blank: Options = { ...ten, options: { a: '', b: 'a red car' } };
    expect(read('hm', 'vlmevalkit', blank)).toBe('a');
    expect(read('a red car', 'vlmevalkit', blank)).toBe('judge');
  });
});

test('no text makes any parser throw; what is scored has a letter and a tier, what is not has a reason', () => {
  const words = fc.constantFrom(
    'A',
    'a',
    'J',
    '(b)',
    '<answer>: ',
    'Z',
    '.',
    '\n',
    'a red car',
    '字',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.array(words, { maxLength: 10 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...parserNames), (given, parser) => {
      const { letter, outcome, reason, tier } = scoreText(given, ten, parser);
      const isScored = outcome !== 'unscored';
      expect([letter === null, reason === null, tier === null]).toEqual([
        !isScored,
        isScored,
        !isScored,
      ]);
      if (isScored)
        expect(outcome === 'correct').toBe(ten.correctOptions.includes(letter as Letter));
    }),
    { numRuns: 2000 },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderOptions } from '../../../src/prompt/index.js';

const sample = {
  videoId: '-GPkPGZVVDg',
  dataId: 1,
  answer: 'nine',
  distractors: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'],
};

describe('orderOptions', () => {
  it('never changes, as stored answers depend on it', () => {
    expect(orderOptions(sample, 0, 0)).toMatchInlineSnapshot(`
      {
        "correctOption": "f",
        "correctOptions": [
          "f",
        ],
        "options": {
          "a": "seven",
          "b": "four",
          "c": "six",
          "d": "one",
          "e": "five",
          "f": "nine",
          "g": "zero",
          "h": "three",
          "i": "eight",
          "j": "two",
        },
      }
    `);
    expect(Object.values(orderOptions(sample, 1, 0).options).join(' ')).toMatchInlineSnapshot(
      `"four two six seven one zero five three eight nine"`,
    );
  });

  it('shifts cyclically with the rotation, so that ten rotations put the answer at every letter', () => {
    const base = Object.values(orderOptions(sample, 3, 0).options);
    const next = Object.values(orderOptions(sample, 3, 1).options);
    expect(next).toEqual([...base.slice(1), base[0]]);
    const places = [...Array(10).keys()].map((r) => orderOptions(sample, 3, r).correctOption);
    expect(new Set(places).size).toBe(10);
    expect(orderOptions(sample, 3, 10)).toEqual(orderOptions(sample, 3, 0));
  });

  it.each([
    ['an exact copy', 'first', 'first', 2],
    ['another case and white space', ' First from the left', 'first from the left\t', 2],
    ['the same letter, composed and not', 'caf\u00e9', 'Cafe\u0301', 2],
    ['another number', 'x2', 'x\u00b2', 1],
    ['a longer text', 'first', 'first one', 1],
  ])('credits every copy of the answer: %s', (_what, answer, distractor, right) => {
    const { options, correctOption, correctOptions } = orderOptions(
      { ...sample, answer, distractors: [distractor, 'other'] },
      0,
      0,
    );
    expect(options[correctOption]).toBe(answer);
    expect(Object.values(options).toSorted()).toEqual([answer, distractor, 'other'].toSorted());
    expect(correctOptions).toHaveLength(right);
    expect(correctOptions).toContain(correctOption);
  });

  it('keeps every option exactly once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 9 }),
        fc.string(),
        fc.integer(),
        fc.nat(20),
        (distractors, answer, seed, rotation) => {
          const order = orderOptions(
            { videoId: 'v', dataId: 0, answer, distractors },
            seed,
            rotation,
          );
          expect(Object.values(order.options).toSorted()).toEqual(
            [...distractors, answer].toSorted(),
          );
          expect(order.options[order.correctOption]).toBe(answer);
        },
      ),
    );
  });

  it('refuses more options than letters', () => {
    const distractors = Array.from({ length: 10 }, (_, i) => String(i));
    expect(() => orderOptions({ ...sample, distractors }, 0, 0)).toThrow(/at most 10/);
  });
});

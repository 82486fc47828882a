import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseQuestionFile } from '../../../src/dataset/index.js';
import { optionOrders, orderOptions } from '../../../src/prompt/index.js';
import made from '../../fixtures/python-random.json' with { type: 'json' };

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

describe('optionOrders, shuffle `reference`', () => {
  /** A question with n options whose texts are their places, the answer's last. */
  const asked = (ordinal: number, n: number) => ({
    ...{ ordinal, videoId: 'v', dataId: ordinal },
    distractors: [...Array(n - 1).keys()].map(String),
    answer: String(n - 1),
  });
  const file = [2, 3, 4, 5, 6, 7, 8, 9, 10].map((n, ordinal) => asked(ordinal, n));

  it.each(made.shuffles)(
    'shuffles one question after another as CPython, seed $seed',
    (expected) => {
      const order = optionOrders(file, { shuffle: 'reference', seed: expected.seed });
      for (const [at, sample] of file.entries()) {
        const { options, correctOption } = order(sample, 0);
        expect(Object.values(options).map(Number)).toEqual(expected.orders[at]);
        expect(options[correctOption]).toBe(sample.answer);
      }
    },
  );

  it('depends on the questions before, never on which are asked', () => {
    const given = { shuffle: 'reference', seed: 3 } as const;
    const [order, same, without] = [file, file, file.slice(1)].map((all) =>
      optionOrders(all, given),
    );
    const later = file.slice(1).toReversed();
    const texts = (one: typeof order) => later.map((sample) => one?.(sample, 0).options);
    expect(texts(same)).toEqual(texts(order));
    expect(texts(without)).not.toEqual(texts(order));
  });

  it('takes the first copy of the answer for the answer, in every rotation', () => {
    const sample = { ...asked(0, 4), distractors: ['x', 'same', 'same '], answer: 'same' };
    const order = optionOrders([sample], { shuffle: 'reference', seed: 0 });
    for (const rotation of [0, 1, 2, 3]) {
      const { options, correctOption, correctOptions } = order(sample, rotation);
      const letters = Object.entries(options);
      expect(correctOption).toBe(letters.find(([, text]) => text === 'same')?.[0]);
      expect(correctOptions).toHaveLength(3);
    }
    const shift = (rotation: number) => Object.values(order(sample, rotation).options);
    expect(shift(1)).toEqual([...shift(0).slice(1), shift(0)[0]]);
  });

  it('`standard` is what orderOptions gives', () => {
    const order = optionOrders(file, { shuffle: 'standard', seed: 5 });
    for (const sample of file) expect(order(sample, 1)).toEqual(orderOptions(sample, 5, 1));
  });
});

const publicFile = new URL('../../../../shared/ivbench/test_data.jsonl', import.meta.url);

describe.skipIf(!existsSync(publicFile))(
  'the reference keys of the public questions (needs ../shared/ivbench/test_data.jsonl)',
  () => {
    test.each(made.keys)('are those of CPython, seed $seed', async ({ seed, count, sha256 }) => {
      const dataset = await parseQuestionFile(
        new File([readFileSync(publicFile)], 'test_data.jsonl'),
      );
      const order = optionOrders(dataset.samples, { shuffle: 'reference', seed });
      const keys = dataset.samples.map((sample) => order(sample, 0).correctOption).join('');
      expect(keys).toHaveLength(count);
      expect(createHash('sha256').update(keys).digest('hex')).toBe(sha256);
    });
  },
);

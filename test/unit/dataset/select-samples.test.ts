import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectSamples } from '../../../src/dataset/index.js';
import type { Sample } from '../../../src/domain/index.js';

const samples: Sample[] = Array.from({ length: 40 }, (_, ordinal) => ({
  ordinal,
  videoId: `v${ordinal % 7}`,
  dataId: ordinal,
  imageName: 'i.png',
  question: '?',
  task: 'NLI',
  granularity: '',
  givenGranularity: '',
  blankDistractors: 0,
  columns: {},
  answer: 'a',
  answerLocation: '',
  distractors: ['b'],
}));
const chosen = (limit: number | null, seed: number, from = samples) =>
  selectSamples(from, { limit, seed }).map(({ ordinal }) => ordinal);

test('a smaller choice is part of a larger one, in the order of the file', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.integer(), (a, b, seed) => {
      const small = chosen(Math.min(a, b), seed);
      const large = chosen(Math.max(a, b), seed);
      expect(small).toHaveLength(Math.min(a, b));
      expect(small).toEqual(small.toSorted((x, y) => x - y));
      expect(large).toEqual(expect.arrayContaining(small));
    }),
  );
});

test('another seed chooses others; no limit takes all', () => {
  expect(chosen(10, 1)).not.toEqual(chosen(10, 2));
  expect(chosen(null, 1)).toEqual(samples.map(({ ordinal }) => ordinal));
});

test('a sample that is left out changes nothing about the others', () => {
  const all = chosen(10, 3);
  const without = chosen(
    10,
    3,
    samples.filter(({ ordinal }) => ordinal !== all[0]),
  );
  expect(without).toEqual(expect.arrayContaining(all.slice(1)));
});

test('the choice of a seed never changes, because stored runs depend on it', () => {
  expect(chosen(6, 0)).toMatchInlineSnapshot(`
    [
      3,
      8,
      27,
      30,
      33,
      37,
    ]
  `);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectSamples } from '../../../src/dataset/index.js';
import type { Sample } from '../../../src/domain/index.js';
import { aSample } from '../../support/results.js';

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

const tasks = ['Existence', 'NLI', 'Counting', 'Summary', 'a task of its own'];

/** Some videos with one to six questions each, of tasks that are not equally common. */
const videosOf = (sizes: readonly number[]): Sample[] =>
  sizes
    .flatMap((size, video) => Array.from({ length: size }, () => `v${video}`))
    .map((videoId, ordinal) =>
      aSample({
        ordinal,
        dataId: ordinal,
        videoId,
        task: tasks[Math.floor(((ordinal * 7) % 25) ** 2 / 126)] ?? 'NLI',
      }),
    );
const someVideos = fc
  .array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 40 })
  .map(videosOf);
const countsOf = (some: readonly Sample[]) =>
  tasks.map((task) => some.filter((sample) => sample.task === task).length);

test('a stratified subset gives each task its share, rounded up or down, and is nested', () => {
  fc.assert(
    fc.property(someVideos, fc.nat(150), fc.integer(), (all, limit, seed) => {
      const of = (n: number) => selectSamples(all, { limit: n, seed, subset: 'stratified' });
      const some = of(limit);
      expect(some).toHaveLength(Math.min(limit, all.length));
      const counts = countsOf(some);
      for (const [at, count] of countsOf(all).entries())
        expect(Math.abs((counts[at] ?? 0) - (count * some.length) / all.length)).toBeLessThan(1);
      expect(of(limit + 1)).toEqual(expect.arrayContaining(some));
    }),
  );
});

test('a subset by whole videos has all questions of each, about as many as asked for, and is nested', () => {
  fc.assert(
    fc.property(someVideos, fc.integer({ min: 1, max: 150 }), fc.integer(), (all, limit, seed) => {
      const of = (n: number) => selectSamples(all, { limit: n, seed, subset: 'videos' });
      const some = of(limit);
      const ids = new Set(some.map(({ videoId }) => videoId));
      expect(some).toEqual(all.filter(({ videoId }) => ids.has(videoId)));
      expect(some.length).toBeGreaterThan(0);
      if (limit < all.length) expect(Math.abs(some.length - limit)).toBeLessThanOrEqual(5);
      expect(of(limit + 3)).toEqual(expect.arrayContaining(some));
    }),
  );
});

test('whole videos keep the tasks nearer to their shares than the first ones of the seed would', () => {
  const all = videosOf(Array.from({ length: 300 }, (_, video) => 1 + (video % 5)));
  const shares = countsOf(all).map((count) => count / all.length);
  const far = (some: readonly Sample[]) =>
    countsOf(some).reduce(
      (sum, count, at) => sum + Math.abs(count / some.length - (shares[at] ?? 0)),
      0,
    );
  const mean = (subset: 'videos' | 'questions') =>
    Array.from({ length: 20 }, (_, seed) =>
      far(selectSamples(all, { limit: 100, seed, subset })),
    ).reduce((sum, value) => sum + value / 20, 0);
  expect(mean('videos')).toBeLessThan(mean('questions') / 2);
});

test('one task alone can be asked', () => {
  const all = videosOf([3, 3, 3, 3]);
  const some = selectSamples(all, { limit: 2, seed: 0, task: 'Existence' });
  expect(some.map(({ task }) => task)).toEqual(['Existence', 'Existence']);
  expect(selectSamples(all, { limit: null, seed: 0, task: 'none' })).toEqual([]);
});

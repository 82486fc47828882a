import { describe, expect, test } from 'vitest';
import type { Answer, SideTable } from '../../../src/domain/index.js';
import { aggregate } from '../../../src/scoring/index.js';
import { aSample, anAnswer } from '../../support/results.js';

const right: Partial<Answer> = {};
const wrong: Partial<Answer> = { outcome: 'wrong', letter: 'a' };
const unscored: Partial<Answer> = {
  outcome: 'unscored',
  letter: null,
  reason: 'missing-media',
  letterMass: null,
};

/** Samples on `videos` videos in turn, one answer each. */
const run = (outcomes: readonly Partial<Answer>[], videos = outcomes.length) => ({
  samples: outcomes.map((_, ordinal) => aSample({ ordinal, videoId: `v${ordinal % videos}` })),
  answers: outcomes.map((changes, sample) => anAnswer({ sample, ...changes })),
});

describe('answers brought together', () => {
  test('accuracy over all and over the scored, chance, mass, reasons and letters', () => {
    const { samples, answers } = run([right, wrong, unscored, right], 2);
    const half = { options: { a: 'red', b: 'red ', c: 'x' }, correctOptions: ['a', 'b'] as const };
    const tables = aggregate(samples, [
      ...answers.slice(0, 3),
      anAnswer({ sample: 3, ...half, correctOption: 'b', letter: 'b', letterMass: 0.5 }),
    ]);
    expect(tables.overall).toMatchObject({
      name: 'total',
      n: 4,
      videos: 2,
      correct: 2,
      scored: 3,
      unscored: 1,
      accuracy: 0.5,
      accuracyOfScored: 2 / 3,
    });
    expect(tables.overall.chance).toBeCloseTo((3 * 0.25 + 2 / 3) / 4, 12);
    expect(tables.overall.letterMass).toBeCloseTo((0.97 * 2 + 0.5) / 3, 12);
    expect(tables.unscoredByReason).toEqual({ 'missing-media': 1 });
    expect(tables.letters).toEqual([
      { letter: 'a', chosen: 1, correct: 0 },
      { letter: 'b', chosen: 1, correct: 1 },
      { letter: 'c', chosen: 1, correct: 3 },
      { letter: 'd', chosen: 0, correct: 0 },
    ]);
  });

  test('the option orders of a question count as one question', () => {
    const samples = [aSample(), aSample({ ordinal: 1, videoId: 'w' })];
    const orders = [right, wrong, wrong].map((changes, rotation) =>
      anAnswer({ rotation, ...changes }),
    );
    const { overall } = aggregate(samples, [...orders, anAnswer({ sample: 1 })]);
    expect(overall.n).toBe(2);
    expect(overall.correct).toBeCloseTo(4 / 3, 8);
    expect(overall.unscored).toBe(0);
    expect(overall.accuracy).toBeCloseTo(2 / 3, 8);
  });

  test('tasks come in the paper’s order, unknown ones after; only those with answers', () => {
    const tasks = ['My task', 'Counting', 'Summary', 'Existence', 'NLI'];
    const samples = tasks.map((task, ordinal) => aSample({ ordinal, task }));
    const { byTask } = aggregate(
      samples,
      [0, 1, 2, 3].map((sample) => anAnswer({ sample })),
    );
    expect(byTask.map(({ name, n }) => [name, n])).toEqual([
      ['Existence', 1],
      ['Counting', 1],
      ['Summary', 1],
      ['My task', 1],
    ]);
  });

  test('an answer to no question of the file is refused', () => {
    expect(() => aggregate([aSample()], [anAnswer({ sample: 5 })])).toThrow(
      /question 6 of the file/,
    );
  });

  test('no answers give no numbers, not zeros', () => {
    const { overall, byTask } = aggregate([aSample()], []);
    expect(overall).toMatchObject({
      n: 0,
      accuracy: NaN,
      accuracyOfScored: null,
      letterMass: null,
    });
    expect(byTask).toEqual([]);
  });
});

describe('the 95 % interval', () => {
  const mixed = (n: number, videos: number) =>
    run(
      Array.from({ length: n }, (_, i) => (i % 4 === 0 ? right : wrong)),
      videos,
    );
  const width = ({ samples, answers }: ReturnType<typeof run>) => {
    const { low, high } = aggregate(samples, answers).overall;
    return high - low;
  };

  test('is the same each time and holds the accuracy', () => {
    const { samples, answers } = mixed(100, 100);
    const { overall } = aggregate(samples, answers);
    expect(aggregate(samples, answers).overall).toEqual(overall);
    expect(overall.low).toBeLessThan(overall.accuracy);
    expect(overall.high).toBeGreaterThan(overall.accuracy);
  });

  test('is near the binomial one when every question has its own video', () => {
    const binomial = 2 * 1.96 * Math.sqrt((0.25 * 0.75) / 400);
    expect(Math.abs(width(mixed(400, 400)) - binomial)).toBeLessThan(0.012);
  });

  test('is wider when the questions of a video stand or fall together', () => {
    // Question i is right when i % 4 === 0 and lies on video i % 40: videos are all right or all wrong.
    expect(width(mixed(400, 40))).toBeGreaterThan(2 * width(mixed(400, 400)));
  });

  test('does not claim certainty from a few right answers, nor from one video', () => {
    const all = run([right, right, right]);
    const { low, high } = aggregate(all.samples, all.answers).overall;
    expect(high).toBe(1);
    expect(low).toBeCloseTo(0.025 ** (1 / 3), 12);
    const none = run([wrong, unscored]);
    expect(aggregate(none.samples, none.answers).overall.low).toBe(0);
    const one = run([right, wrong], 1);
    expect(aggregate(one.samples, one.answers).overall).toMatchObject({ low: 0, high: 1 });
  });
});

describe('slices by a column', () => {
  const columns = [
    { domain: 'Sports', difficulty: 'hard' },
    { domain: 'Art', difficulty: 'hard' },
    { domain: '', difficulty: 'hard' },
    { domain: 'Art' },
    { domain: 'Never asked' },
  ];
  const samples = columns.map((cells, ordinal) =>
    aSample({ ordinal, videoId: `v${ordinal}`, columns: cells }),
  );
  const answers = [right, wrong, right, right].map((changes, sample) =>
    anAnswer({ sample, ...changes }),
  );
  const names = (slices: ReturnType<typeof aggregate>['slices']) =>
    slices.map(({ column, groups }) => [column, groups.map(({ name, n }) => `${name} ${n}`)]);
  const sideTable = (rows: SideTable['rows'], ...named: string[]): SideTable => ({
    name: 'side.csv',
    sha256: 'f00d',
    columns: named,
    rows,
    problems: [],
  });

  test('come with intervals, by size, then name, those without a value last', () => {
    const { slices } = aggregate(samples, answers);
    expect(names(slices)).toEqual([['domain', ['Art 2', 'Sports 1', '(none) 1']]]);
    const art = slices[0]?.groups[0];
    expect(art).toMatchObject({ correct: 1, videos: 2, accuracy: 0.5, chance: 0.25 });
    expect(art?.low).toBeLessThanOrEqual(art?.high ?? NaN);
  });

  test('of a side table, by video; a question’s own value goes first', () => {
    const rows = {
      v0: { domain: 'Film', source: 'A' },
      v1: { source: 'B' },
      v2: { domain: 'Film', source: 'A' },
      v9: { source: 'C' },
    };
    const { slices } = aggregate(samples, answers, {
      sideTable: sideTable(rows, 'domain', 'source', 'absent'),
    });
    expect(names(slices)).toEqual([
      ['domain', ['Art 2', 'Film 1', 'Sports 1']],
      ['source', ['A 2', 'B 1', '(none) 1']],
    ]);
  });

  test('leave out columns with one value and those with more than 30', () => {
    const many = Array.from({ length: 31 }, (_, ordinal) =>
      aSample({
        ordinal,
        columns: { id: `${ordinal}`, thirty: `${ordinal % 30}`, same: 'x' },
      }),
    );
    const all = many.map(({ ordinal }) => anAnswer({ sample: ordinal }));
    expect(aggregate(many, all).slices.map(({ column }) => column)).toEqual(['thirty']);
  });

  test('are not misled by names that every object has', () => {
    const { slices } = aggregate(
      [aSample({ videoId: 'constructor' }), aSample({ ordinal: 1, videoId: 'w' })],
      [anAnswer(), anAnswer({ sample: 1 })],
      { sideTable: sideTable({ w: { toString: 'x' } }, 'toString', 'name') },
    );
    expect(slices).toEqual([]);
  });
});

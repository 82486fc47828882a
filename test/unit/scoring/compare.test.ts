import { describe, expect, test } from 'vitest';
import { letters, type Answer, type Letter } from '../../../src/domain/index.js';
import { seededRandom } from '../../../src/lib/index.js';
import { aggregate, compareRuns, debias, rotationTable } from '../../../src/scoring/index.js';
import { aSample, anAnswer } from '../../support/results.js';

const wrong: Partial<Answer> = { outcome: 'wrong', letter: 'a' };
const samplesOn = (n: number, videos = n) =>
  Array.from({ length: n }, (_, ordinal) => aSample({ ordinal, videoId: `v${ordinal % videos}` }));

describe('two runs on the questions both answered', () => {
  const samples = samplesOn(8);
  const answersOf = (rights: readonly boolean[]) =>
    rights.map((right, sample) => anAnswer({ sample, ...(right ? {} : wrong) }));

  test('flips both ways, the paired difference, McNemar’s exact test', () => {
    const first = answersOf([true, true, false, false, false, true, false]);
    const second = answersOf([true, false, true, true, true, true, false]).concat(
      anAnswer({ sample: 7 }),
    );
    const [found] = compareRuns(samples, [{ first, second }]);
    expect(found).toMatchObject({ n: 7, videos: 7, sameOrders: 7, gained: 3, lost: 1 });
    expect(found?.difference).toBeCloseTo(2 / 7, 12);
    expect(found?.mcnemar).toBeCloseTo(0.625, 12);
    expect(found?.discordance).toBeCloseTo(4 / 7, 12);
    expect(found?.low).toBeLessThan(0);
    expect(found?.high).toBeGreaterThan(2 / 7);
    const [back] = compareRuns(samples, [{ first: second, second: first }]);
    expect(back).toMatchObject({ gained: 1, lost: 3, difference: -(found?.difference ?? NaN) });
  });

  test('an unscored answer is not right, and counted', () => {
    const lost = anAnswer({ outcome: 'unscored', letter: null, reason: 'error' });
    const [found] = compareRuns(samples, [{ first: [anAnswer()], second: [lost] }]);
    expect(found).toMatchObject({ n: 1, lost: 1, difference: -1, unscored: [0, 1] });
  });

  test('option orders are averaged within a question, only those that both runs asked', () => {
    const turned = { options: { a: 'red', b: 'green', c: 'blue', d: 'white' } };
    const first = [anAnswer(), anAnswer({ rotation: 1, ...turned, ...wrong })];
    const both = compareRuns(samples, [{ first, second: first.map((a) => ({ ...a, ...wrong })) }]);
    expect(both[0]).toMatchObject({ n: 1, difference: -0.5, lost: 1, sameOrders: 1 });
    const shared = compareRuns(samples, [{ first, second: [anAnswer(wrong)] }]);
    expect(shared[0]).toMatchObject({ difference: -1, sameOrders: 1 });
    const other = { options: { a: 'white', b: 'blue', c: 'red', d: 'green' } };
    const none = compareRuns(samples, [{ first, second: [anAnswer({ ...other, ...wrong })] }]);
    expect(none[0]).toMatchObject({ difference: -0.5, sameOrders: 0 });
  });

  test('p-values are adjusted over all comparisons that are shown', () => {
    const many = samplesOn(60);
    const first = many.map(({ ordinal }) => anAnswer({ sample: ordinal, ...wrong }));
    const better = (count: number) =>
      many.map(({ ordinal }) => anAnswer({ sample: ordinal, ...(ordinal < count ? {} : wrong) }));
    const pairs = [8, 12, 0].map((count) => ({ first, second: better(count) }));
    const [a, b, c] = compareRuns(many, pairs);
    expect(b?.pHolm).toBeCloseTo(3 * (b?.p ?? NaN), 12);
    expect(a?.pHolm).toBeCloseTo(2 * (a?.p ?? NaN), 12);
    expect(c).toMatchObject({ p: 1, pHolm: 1, difference: 0, gained: 0, lost: 0 });
  });

  test('nothing shared gives no numbers', () => {
    const [found] = compareRuns(samples, [
      { first: [anAnswer()], second: [anAnswer({ sample: 1 })] },
    ]);
    expect(found).toMatchObject({ n: 0, difference: NaN, low: -1, high: 1, p: 1 });
  });
});

describe('several option orders', () => {
  const texts = ['red', 'green', 'blue', 'white'];
  const order = (rotation: number) => {
    const options: Partial<Record<Letter, string>> = Object.fromEntries(
      texts.map((_, at) => [letters[at] ?? 'a', texts[(at + rotation) % 4] ?? '']),
    );
    const correctOption = letters[(4 - rotation) % 4] ?? 'a';
    return { rotation, options, correctOption, correctOptions: [correctOption] };
  };
  const answer = (sample: number, rotation: number, letter: string | null): Answer => {
    const put = order(rotation);
    const outcome =
      letter === null ? 'unscored' : letter === put.correctOption ? 'correct' : 'wrong';
    return anAnswer({ sample, ...put, letter, outcome });
  };

  test('accuracy in each, consistency, and the score that needs all of them right', () => {
    const answers = [
      // Always the right text; always the letter a; the same wrong text; one unscored.
      ...[0, 1, 2, 3].map((rotation) => answer(0, rotation, order(rotation).correctOption)),
      ...[0, 1, 2, 3].map((rotation) => answer(1, rotation, 'a')),
      ...['b', 'a', 'd', 'c'].map((letter, rotation) => answer(2, rotation, letter)),
      ...['a', 'd', null, 'b'].map((letter, rotation) => answer(3, rotation, letter)),
      answer(4, 0, 'a'),
    ];
    const table = rotationTable(samplesOn(5), answers);
    expect(table).toMatchObject({ rotations: 4, n: 4, consistency: { rate: 0.5 } });
    expect(table?.strict.rate).toBe(0.25);
    expect(table?.orders.map(({ accuracy }) => accuracy)).toEqual([0.75, 0.5, 0.25, 0.5]);
    expect(table?.strict.low).toBeGreaterThanOrEqual(0);
    expect(rotationTable(samplesOn(5), [answer(0, 0, 'a')])).toBeNull();
  });

  /** A model that knows every second answer, weakly, and leans to `a` more than it knows anything. */
  const leaning = (n: number, rotations: readonly number[]) => {
    const random = seededRandom('leaning', n);
    return Array.from({ length: n }, (_, sample) =>
      rotations.map((rotation) => {
        const put = order(rotations.length > 1 ? rotation : Math.floor(random() * 4));
        const knows = sample % 2 === 0;
        const letterLogprobs = Object.fromEntries(
          texts.map((_, at) => {
            const letter = letters[at] ?? 'a';
            const content = knows && put.options[letter] === 'red' ? 1 : 0;
            return [letter, -3 + (letter === 'a' ? 2 : 0) + content];
          }),
        );
        return anAnswer({
          sample,
          ...put,
          letterLogprobs,
          letter: 'a',
          outcome: put.correctOption === 'a' ? 'correct' : 'wrong',
        });
      }),
    ).flat();
  };

  test('a leaning to a letter is found and taken off, from rotations', () => {
    const samples = samplesOn(40);
    const answers = leaning(40, [0, 1, 2, 3]);
    const debiased = debias(samples, answers);
    expect(debiased).toMatchObject({ source: 'rotations', untouched: 0 });
    const [prior] = debiased.priors;
    expect(prior).toMatchObject({ options: 4, questions: 40 });
    expect(prior?.prior.a).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 3), 12);
    expect(aggregate(samples, answers).overall.accuracy).toBe(0.25);
    const known = debiased.answers.filter(({ sample }) => sample % 2 === 0);
    expect(known.every(({ outcome }) => outcome === 'correct')).toBe(true);
  });

  test('and from other videos’ questions, where each was asked in one order', () => {
    const answers = leaning(200, [0]);
    const debiased = debias(samplesOn(200, 100), answers);
    expect(debiased).toMatchObject({ source: 'held-out', untouched: 0 });
    expect(debiased.priors[0]?.prior.a).toBeGreaterThan(0.6);
    const known = debiased.answers.filter(({ sample }) => sample % 2 === 0);
    expect(known.every(({ outcome }) => outcome === 'correct')).toBe(true);
    expect(debias(samplesOn(200, 100), answers)).toEqual(debiased);
  });

  test('too few questions, and answers without numbers, stay as they are', () => {
    const answers = [...leaning(20, [0]), anAnswer({ sample: 20, letterLogprobs: null })];
    const debiased = debias(samplesOn(21), answers);
    expect(debiased.untouched).toBe(21);
    expect(debiased.answers).toEqual(answers);
  });
});

describe('what every run is divided by', () => {
  const at = (time: number) => [{ index: 5, time, decoder: 'ffmpeg' as const }];
  const changes = [
    { task: 'NLI', granularity: 'Video Frame', answerLocation: '0:42' },
    { task: 'Counting', granularity: 'Whole Video', answerLocation: 'Whole video' },
    { task: 'Counting', granularity: 'Video Clip', answerLocation: '0:10-0:20' },
    { task: 'My task', granularity: 'Video Clip', answerLocation: '0:10-0:20' },
    { task: 'Summary', granularity: 'Video Clip', answerLocation: 'somewhere' },
  ];
  const samples = changes.map((change, ordinal) =>
    aSample({ ordinal, videoId: `v${ordinal}`, ...change }),
  );
  const times = [42.5, 700, 15, 30, 45];
  const answers = samples.map(({ ordinal }) =>
    anAnswer({ sample: ordinal, frames: at(times[ordinal] ?? 0) }),
  );
  const names = (lengths?: ReadonlyMap<string, number>) =>
    Object.fromEntries(
      aggregate(samples, answers, lengths ? { lengths } : {}).facets.map(({ facet, groups }) => [
        facet,
        groups.map(({ name, n }) => `${name} ${n}`),
      ]),
    );

  test('ability, granularity, length by the last frame, evidence by its kind', () => {
    expect(names()).toEqual({
      ability: ['perception 1', 'reasoning 3', 'other tasks 1'],
      granularity: ['Video Frame 1', 'Video Clip 3', 'Whole Video 1'],
      'video-length': ['under 30 s 1', '30 s to 1 min 3', '10 min and more 1'],
      evidence: [
        'interval, sampled 1',
        'interval, not sampled 1',
        'point, sampled 1',
        'whole video 1',
        '(not known) 1',
      ],
    });
  });

  test('a measured length goes before the last frame’s time', () => {
    expect(names(new Map([['v0', 400]]))['video-length']).toContain('5 to 10 min 1');
  });

  test('shuffled frames, and a file that does not begin at 0, are read by their times', () => {
    const frames = [50, 10, 90].map((time, index) => ({
      index: [1, 0, 2][index] ?? 0,
      time,
      decoder: 'ffmpeg' as const,
    }));
    const two = [
      aSample({ answerLocation: '0:40' }),
      aSample({ ordinal: 1, videoId: 'w', answerLocation: '0:50' }),
    ];
    const { facets } = aggregate(two, [
      anAnswer({ frames }),
      anAnswer({ sample: 1, frames: frames.map((frame) => ({ ...frame, time: frame.time * 2 })) }),
    ]);
    expect(facets.map(({ groups }) => groups.map(({ name }) => name))).toEqual([
      ['1 to 2 min', '2 to 5 min'],
      ['point, sampled', 'point, not sampled'],
    ]);
  });

  test('the answer’s position; a question asked in two orders is in two', () => {
    const turned = anAnswer({ rotation: 1, correctOption: 'a', correctOptions: ['a'], ...wrong });
    const { facets, overall } = aggregate([aSample()], [anAnswer(), turned]);
    const [position] = facets;
    expect(position?.groups.map(({ name, n, accuracy }) => [name, n, accuracy])).toEqual([
      ['a', 1, 0],
      ['c', 1, 1],
    ]);
    expect(overall).toMatchObject({ n: 1, accuracy: 0.5 });
  });

  test('baselines stand in every table', () => {
    const { overall } = aggregate(
      [aSample(), aSample({ ordinal: 1 })],
      [
        anAnswer(),
        anAnswer({ sample: 1, options: { a: 'red', b: 'yellow', c: 'tan', d: 'mauve' } }),
      ],
    );
    // Shortest: red of green, blue, red, white; then red or tan. Longest: green or white; then yellow.
    expect(overall.baselines).toEqual({ shortest: 0.75, longest: 0, commonestLetter: 1 });
  });
});

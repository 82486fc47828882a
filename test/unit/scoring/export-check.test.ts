import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { letters, type Answer, type Letter, type Timings } from '../../../src/domain/index.js';
import { checkExports, scoreLetters } from '../../../src/scoring/index.js';
import { aRun, aSample, anAnswer } from '../../support/results.js';

const samples = Array.from({ length: 8 }, (_, ordinal) =>
  aSample({ ordinal, videoId: ordinal < 4 ? 'v' : 'w' }),
);

/** An answer among options whose right one is `c`, scored as a run scores it. */
function answered(
  sample: number,
  letterLogprobs: Partial<Record<Letter, number>>,
  changes: Partial<Answer> = {},
): Answer {
  const answer = anAnswer({ sample, letterLogprobs, ...changes });
  return { ...answer, ...scoreLetters(letterLogprobs, answer), ...changes };
}

const logsOf = (...probabilities: number[]): Partial<Record<Letter, number>> =>
  Object.fromEntries(probabilities.map((p, i) => [letters[i] ?? '', Math.log(p)]));

/** The difference of one variant. */
function difference(reference: readonly Answer[], variant: readonly Answer[]) {
  const run = aRun();
  const check = checkExports(samples, { name: 'fp32', run, answers: reference }, [
    { name: 'q8', run, answers: variant },
  ]);
  const [found] = check.variants;
  if (!found) throw new Error('No variant.');
  return found.difference;
}

describe('an export against the reference', () => {
  // Half of the mass is on the letters: among themselves they are 1/2, 1/4, 1/8, 1/8 and 1/4, 1/4, 1/4, 1/4.
  const reference = [answered(0, logsOf(1 / 16, 1 / 16, 1 / 4, 1 / 8), { letterMass: 0.5 })];
  const variant = [answered(0, logsOf(1 / 5, 1 / 5, 1 / 5, 1 / 5 + 1e-12), { letterMass: 0.8 })];

  test('diverges by hand-computed nats, log-probabilities and probabilities', () => {
    const found = difference(reference, variant);
    // 1/8 ln(1/2) twice, 1/2 ln 2, 1/4 ln 1.
    expect(found.meanDivergence).toBeCloseTo(0.25 * Math.log(2), 9);
    expect(found.largestDivergence).toBe(found.meanDivergence);
    // Over the vocabulary: 1/16 against 1/5. Among the letters: 1/2 against 1/4.
    expect(found.largestLogprobDifference).toBeCloseTo(Math.log(16 / 5), 9);
    expect(found.largestProbabilityDifference).toBeCloseTo(0.25, 9);
    expect(found).toMatchObject({ shared: 1, notCompared: 0, flips: 1, lost: 1, gained: 0 });
    expect(found.correct).toEqual([1, 0]);
    expect(found.worst[0]).toMatchObject({ sample: 0, letters: ['c', 'd'], correctOptions: ['c'] });
    expect(found.worst[0]?.reference.c).toBeCloseTo(0.5, 12);
    expect(found.worst[0]?.variant.c).toBeCloseTo(0.25, 9);
  });

  test('is the reference itself: nothing differs', () => {
    expect(difference(reference, reference)).toMatchObject({
      ...{ flips: 0, lost: 0, gained: 0, meanDivergence: 0 },
      ...{ largestLogprobDifference: 0, largestProbabilityDifference: 0, correct: [1, 1] },
    });
  });

  test('counts flips that change nothing, harm and help, the worst first', () => {
    const right = logsOf(0.1, 0.1, 0.7, 0.1);
    const wrong = logsOf(0.7, 0.1, 0.1, 0.1);
    const worse = logsOf(0.85, 0.05, 0.05, 0.05);
    const otherWrong = logsOf(0.1, 0.6, 0.2, 0.1);
    const found = difference(
      [right, right, wrong, wrong].map((logs, i) => answered(i, logs)),
      [right, worse, right, otherWrong].map((logs, i) => answered(i, logs)),
    );
    expect(found).toMatchObject({ shared: 4, flips: 3, lost: 1, gained: 1, correct: [2, 2] });
    expect(found.worst.map(({ sample }) => sample)).toEqual([1, 2, 3, 0]);
  });

  test('is compared on what both answered, by sample and option order', () => {
    const one = answered(0, logsOf(0.1, 0.1, 0.7, 0.1));
    const found = difference([one, { ...one, rotation: 1 }], [one, { ...one, sample: 1 }]);
    expect(found).toMatchObject({ shared: 1, notCompared: 0 });
  });

  test('failed answers are not compared, and not right', () => {
    const one = answered(0, logsOf(0.1, 0.1, 0.7, 0.1));
    const failed = anAnswer({ letterLogprobs: null, letter: null, outcome: 'unscored' });
    const none = answered(0, { a: -Infinity, b: -Infinity, c: -Infinity, d: -Infinity });
    const odd = answered(0, { a: NaN, b: -1, c: -2, d: -3 });
    for (const variant of [failed, none, odd]) {
      const found = difference([one], [variant]);
      expect(found).toMatchObject({ shared: 1, notCompared: 1, flips: 0, correct: [1, 0] });
      expect(found.meanDivergence).toBeNaN();
    }
  });

  test('a letter without any chance costs nothing where both give it none, else all', () => {
    const none = answered(0, { a: -Infinity, b: -2, c: -1, d: -3 });
    expect(difference([none], [none])).toMatchObject({
      meanDivergence: 0,
      largestLogprobDifference: 0,
    });
    const some = answered(0, { a: -5, b: -2, c: -1, d: -3 });
    expect(difference([some], [none])).toMatchObject({
      meanDivergence: Infinity,
      largestLogprobDifference: Infinity,
    });
    expect(difference([none], [some]).meanDivergence).toBeGreaterThan(0);
    expect(difference([none], [some]).meanDivergence).toBeLessThan(1);
    // Too small for a double, and not nothing.
    const tiny = answered(0, { a: -800, b: -2, c: -1, d: -3 });
    expect(difference([tiny], [none]).meanDivergence).toBeCloseTo(0, 12);
  });
});

const logprob = fc.double({ min: -30, max: 0, noNaN: true });
const four = fc.record({ a: logprob, b: logprob, c: logprob, d: logprob });

test('the divergence is never negative, zero for the same, and no matter of the mass', () => {
  fc.assert(
    fc.property(four, four, fc.double({ min: -5, max: 0, noNaN: true }), (first, second, less) => {
      const found = difference([answered(0, first)], [answered(0, second)]);
      expect(found.meanDivergence).toBeGreaterThanOrEqual(0);
      expect(found.largestProbabilityDifference).toBeLessThanOrEqual(1);
      const scaled = Object.fromEntries(
        Object.entries(first).map(([letter, log]) => [letter, log + less]),
      );
      const same = difference([answered(0, first)], [answered(0, scaled)]);
      expect(same.meanDivergence).toBeCloseTo(0, 10);
      expect(same.largestLogprobDifference).toBeCloseTo(-less, 10);
    }),
  );
});

test('an export’s facts: bytes of its files, right and unscored answers, medians of its times', () => {
  const timed = (sample: number, encodeMs: number, prefillMs: number, reusedTokens: number) => {
    const timings: Timings = { decodeMs: 0, encodeMs, prefillMs, generateMs: 0 };
    const [frame] = anAnswer().frames;
    return anAnswer({
      sample,
      timings,
      frames: frame ? [frame, frame, frame] : [],
      media: { video: null, image: { name: 'i.png', size: 1, sha256: 'cc' } },
      prompt: { version: 'standard/1', text: '', tokens: 100, reusedTokens },
    });
  };
  const answers = [
    // Three frames and two query images in 50 ms; three and one in 80 ms.
    timed(0, 40, 100, 0),
    timed(1, 10, 10, 60),
    timed(4, 80, 20, 60),
    anAnswer({ sample: 5, outcome: 'unscored', letterMass: null, provider: null, frames: [] }),
  ];
  const { manifest, ...rest } = aRun();
  const files = [
    { name: 'config.json', size: 2, sha256: 'bb' },
    { name: 'onnx/decoder_model_merged.onnx', size: 500, sha256: 'cc' },
  ];
  const run = { ...rest, manifest: { ...manifest, model: { ...manifest.model, files } } };
  const { reference } = checkExports(samples, { name: 'fp32', run, answers }, []);
  expect(reference).toMatchObject({
    ...{ name: 'fp32', bytes: 502, answers: 4, correct: 3, unscored: 1 },
    // 1000, 4000 and 2000 tokens a second.
    ...{ prefillMs: 20, tokensPerSecond: 2000 },
  });
  expect(reference.letterMass).toBeCloseTo(0.97, 12);
  // 10 ms a picture of one video, 20.5 of the other: an answer that failed has its time, too.
  expect(reference.encodeMs).toBeCloseTo((10 + 82 / 4) / 2, 12);
});

test('an export that answered nothing has no figures', () => {
  const { reference } = checkExports(samples, { name: 'q4', run: aRun(), answers: [] }, []);
  expect(reference).toMatchObject({
    ...{ answers: 0, encodeMs: null, prefillMs: null, tokensPerSecond: null, letterMass: null },
  });
});

import { describe, expect, test } from 'vitest';
import {
  letters,
  type Answer,
  type DiagnosisQuestion,
  type Protocol,
  type Sample,
} from '../../../src/domain/index.js';
import { seededRandom } from '../../../src/lib/index.js';
import { diagnose, type DiagnosedRun } from '../../../src/scoring/index.js';
import { aRun, aSample, anAnswer } from '../../support/results.js';

const options = Object.fromEntries(letters.map((letter, at) => [letter, `${at}`.padStart(3, 'x')]));

/** Each right at a rate, by the same draws in every run, so that runs with equal rates give equal answers. */
function answersAt(
  samples: readonly Sample[],
  rateOf: (sample: Sample) => number,
  { chooses, time = 0 }: { chooses?: string; time?: number } = {},
): Answer[] {
  return samples.map((sample) => {
    const random = seededRandom('diagnosis', sample.ordinal);
    const correctOption = letters[Math.floor(random() * 10)] ?? 'a';
    const other = letters[(letters.indexOf(correctOption) + 1 + Math.floor(random() * 9)) % 10];
    const right = random() < rateOf(sample);
    const letter = right ? correctOption : (chooses ?? other ?? 'a');
    return anAnswer({
      sample: sample.ordinal,
      options,
      correctOption,
      correctOptions: [correctOption],
      letter,
      outcome: letter === correctOption ? 'correct' : 'wrong',
      frames: [{ index: 0, time, decoder: 'ffmpeg' }],
    });
  });
}

const suiteRun = (
  id: string,
  protocol: Partial<Protocol>,
  answers: readonly Answer[],
): DiagnosedRun => {
  const { manifest } = aRun();
  return {
    run: { id, manifest: { ...manifest, protocol: { ...manifest.protocol, ...protocol } } },
    answers,
  };
};

const samplesOf = (n: number, changes: (ordinal: number) => Partial<Sample> = () => ({})) =>
  Array.from({ length: n }, (_, ordinal) =>
    aSample({ ordinal, videoId: `v${Math.floor(ordinal / 2)}`, ...changes(ordinal) }),
  );
const samples = samplesOf(400);
const at = (rate: number) => answersAt(samples, () => rate);

const said = (runs: readonly DiagnosedRun[], question: DiagnosisQuestion, of = samples) =>
  diagnose(of, runs, { resamples: 300 }).statements.find(
    (statement) => statement.question === question,
  );

describe('a diagnosis from a suite’s runs', () => {
  test('yes where the paired interval excludes 0, no within 3 points of it, else how many could tell', () => {
    const runs = [
      suiteRun('full', {}, at(0.6)),
      suiteRun('no image', { condition: 'image-masked' }, at(0.3)),
      suiteRun('no frames', { condition: 'video-masked' }, at(0.6)),
      suiteRun('shuffled', { condition: 'frames-shuffled' }, at(0.6).slice(0, 40)),
    ];
    expect(said(runs, 'guessing')).toMatchObject({ verdict: 'yes', neededQuestions: null });
    const image = said(runs, 'image-removed');
    expect(image).toMatchObject({ verdict: 'yes', neededQuestions: null });
    expect(image?.numbers).toMatchObject({ runs: ['full', 'no image'] });
    expect(said(runs, 'frames-removed')).toMatchObject({ verdict: 'no', neededQuestions: null });
    const order = said(runs, 'frames-shuffled');
    expect(order?.verdict).toBe('cannot-tell');
    expect(order?.neededQuestions).toBeGreaterThan(40);
  });

  test('a model that guesses is said to guess, and nothing else', () => {
    const runs = [
      suiteRun('full', {}, at(0.1)),
      suiteRun('no image', { condition: 'image-masked' }, at(0)),
    ];
    const { statements } = diagnose(samples, runs, { resamples: 300 });
    expect(statements.map(({ question, verdict }) => [question, verdict])).toEqual([
      ['guessing', 'not-distinguishable-from-guessing'],
      ['image-removed', 'cannot-tell'],
      ['letters', 'cannot-tell'],
    ]);
    const numbers = said(runs, 'image-removed')?.numbers;
    expect(numbers).toMatchObject({ comparison: { n: 400 } });
  });

  test('above chance but no better than always the shortest option is guessing as well', () => {
    const short = at(0.4).map((answer) => ({
      ...answer,
      options: {
        ...answer.options,
        [answer.outcome === 'correct' ? answer.correctOption : 'a']: 's',
      },
    }));
    const found = said([suiteRun('full', {}, short)], 'guessing');
    expect(found?.verdict).toBe('not-distinguishable-from-guessing');
    expect(found?.numbers).toMatchObject({ overBaseline: { name: 'shortest' } });
  });

  test('frames and pixels: the least against the most tested, however many lie between', () => {
    const runs = [32, 8, 64].map((frames) =>
      suiteRun(`${frames}`, { frames }, at(frames === 64 ? 0.7 : 0.4)),
    );
    const frames = said(runs, 'more-frames');
    expect(frames?.verdict).toBe('yes');
    expect(frames?.numbers).toMatchObject({
      runs: ['8', '64'],
      settings: [{ value: 8 }, { value: 32 }, { value: 64 }],
    });
    expect(said(runs, 'more-pixels')).toBeUndefined();
    const heights = [72, 144, 'native' as const].map((height) =>
      suiteRun(`${height}`, { height }, at(0.5)),
    );
    const pixels = said(heights, 'more-pixels');
    expect(pixels?.verdict).toBe('no');
    expect(pixels?.numbers).toMatchObject({ settings: [{ value: 72 }, { value: 144 }] });
    expect(said(heights.slice(1), 'more-pixels')).toBeUndefined();
  });

  test('runs that differ in more than the one thing, or of other models, are not compared', () => {
    const full = suiteRun('full', {}, at(0.6));
    const other = suiteRun('x', { condition: 'image-masked', frames: 8 }, at(0.2));
    const masked = suiteRun('y', { condition: 'image-masked' }, at(0.2));
    const { manifest } = masked.run;
    const stranger = {
      ...masked,
      run: { id: 'y', manifest: { ...manifest, model: { ...manifest.model, id: 'other' } } },
    };
    expect(said([full, other, stranger], 'image-removed')).toBeUndefined();
    const { omitted } = diagnose(samples, [full, other], { resamples: 100 });
    expect(omitted).toContainEqual({ question: 'image-removed', why: 'no-runs' });
  });

  test('without a full run nothing is said', () => {
    const runs = [suiteRun('x', { condition: 'text-only' }, at(0.6))];
    expect(diagnose(samples, runs)).toMatchObject({ statements: [] });
  });

  test('a favoured letter is found; an even choice is not called one', () => {
    const leaning = answersAt(samples, () => 0.4, { chooses: 'a' });
    const found = said([suiteRun('full', {}, leaning)], 'letters');
    expect(found?.verdict).toBe('yes');
    const [a, b] = found?.question === 'letters' ? found.numbers.letters : [];
    expect(a).toMatchObject({ letter: 'a' });
    expect(a?.low).toBeGreaterThan(0.3);
    expect(b?.high).toBeLessThan(0.03);
    expect(said([suiteRun('full', {}, at(0.95))], 'letters')?.verdict).not.toBe('yes');
  });

  test('Existence beside Reverse Existence only with 100 questions of each', () => {
    const tasks = samplesOf(400, (ordinal) => ({
      task: ordinal % 2 === 0 ? 'Existence' : 'Reverse Existence',
    }));
    const answers = answersAt(tasks, ({ task }) => (task === 'Existence' ? 0.8 : 0.4));
    const found = said([suiteRun('full', {}, answers)], 'existence', tasks);
    expect(found).toMatchObject({ verdict: 'yes', numbers: { n: [200, 200] } });
    const few = diagnose(tasks, [suiteRun('full', {}, answers.slice(0, 198))], { resamples: 100 });
    expect(few.omitted).toContainEqual({ question: 'existence', why: 'too-few-questions' });
  });

  test('evidence sampled against not is compared within task and kind of location', () => {
    // NLI is easy and always sampled where Counting is hard: overall sampled looks better than it is.
    const mixed = samplesOf(400, (ordinal) => ({
      task: ordinal < 200 ? 'NLI' : 'Counting',
      answerLocation: (ordinal < 200 ? ordinal % 4 !== 0 : ordinal % 4 === 0) ? '0:00' : '0:50',
    }));
    const answers = answersAt(mixed, ({ task }) => (task === 'NLI' ? 0.9 : 0.3));
    const found = said([suiteRun('full', {}, answers)], 'evidence-sampled', mixed);
    expect(found).toMatchObject({ numbers: { n: [200, 200], strata: 2 } });
    expect(found?.verdict).not.toBe('yes');
    const whole = samplesOf(50, () => ({ answerLocation: 'Whole video' }));
    const none = [
      suiteRun(
        'full',
        {},
        answersAt(whole, () => 0.9),
      ),
    ];
    expect(said(none, 'evidence-sampled', whole)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { defaultProtocol, promptVersions, type Protocol } from '../../../src/domain/index.js';
import { estimateRun, estimateRuns, type RunSpeed } from '../../../src/evaluation/estimate-run.js';
import { readingTime } from '../../../src/evaluation/reading-time.js';
import type { RunWork } from '../../../src/evaluation/run-work.js';

const byVersion = <T>(value: T) =>
  Object.fromEntries(promptVersions.map((version) => [version, value])) as Record<
    (typeof promptVersions)[number],
    T
  >;

/** A picture takes 100 ms and 64 tokens, a token 1 ms, and nothing else counts. */
const even: RunSpeed = {
  model: {
    picture: { tokens: 64, ms: 100 },
    readings: [
      { past: 0, tokens: 512, ms: 512 },
      { past: 512, tokens: 64, ms: 64 },
      { past: 512, tokens: 1, ms: 1 },
    ],
    shape: { hiddenSize: 64, attentionWidth: 0, vocabulary: 1000, reusesPrefix: true },
    weights: 1e6,
    teraflops: 1,
    seconds: 5,
  },
  tokens: {
    base: byVersion(50),
    perCharacter: 0.5,
    pictures: [{ height: 144, frame: byVersion(74), whole: 70, split: 838 }],
  },
};
const work: RunWork = { videos: 2, questions: 5, questionCharacters: 40, optionCharacters: 100 };
const [question, options] = [20, 100];

const seconds = (change: Partial<Protocol> = {}, speed = even, tokenLimit: number | null = null) =>
  estimateRun(speed, { ...defaultProtocol, ...change }, work, tokenLimit);

describe('the time of a run', () => {
  it('counts frames once a video, the query image and the question once a question', () => {
    const perVideo = 32 * 100 + 32 * 74;
    const perQuestion = 100 + 70 + question + options;
    expect(seconds()).toBeCloseTo((2 * perVideo + 5 * perQuestion) / 1000);
  });

  it('counts the options only for a further option order', () => {
    expect(seconds({ rotations: 4 }) - seconds()).toBeCloseTo((5 * 3 * options) / 1000);
  });

  it('counts the frames’ reading with each question where they are not first or not the same', () => {
    const more = (3 * 32 * 74) / 1000;
    expect(seconds({ order: 'image-first' }) - seconds()).toBeCloseTo(more);
    expect(seconds({ condition: 'frames-shuffled' }) - seconds()).toBeCloseTo(more);
    expect(seconds({ order: 'image-first', condition: 'image-masked' })).toBeCloseTo(
      seconds({ condition: 'image-masked' }),
    );
  });

  it('counts every prompt whole where nothing is reused', () => {
    const { model, tokens } = even;
    const anew = { model: { ...model, shape: { ...model.shape, reusesPrefix: false } }, tokens };
    const whole = 32 * 74 + 70 + question + options;
    expect(seconds({ rotations: 2 }, anew)).toBeCloseTo(
      (2 * 32 * 100 + 5 * (100 + 2 * whole)) / 1000,
    );
  });

  it('leaves out what a condition leaves out', () => {
    expect(seconds({ condition: 'text-only' })).toBeCloseTo((5 * (question + options)) / 1000);
    expect(seconds({ condition: 'video-masked' })).toBeCloseTo(
      (5 * (100 + 70 + question + options)) / 1000,
    );
  });

  it('counts the tiles of a query image, both encoded and read', () => {
    const tiles = (838 - 70) / 64;
    expect(seconds({ imageSplitting: true }) - seconds()).toBeCloseTo(
      (5 * (tiles * 100 + 838 - 70)) / 1000,
    );
  });

  it('counts a generated text as long as it may be', () => {
    const generated = seconds({ scoring: 'generate', maxTokens: 11, rotations: 2 });
    expect(generated - seconds({ rotations: 2 })).toBeCloseTo((5 * 2 * 10) / 1000);
  });

  it('takes the frames that a token limit leaves', () => {
    const rest = 70 + question + options;
    expect(seconds({}, even, rest + 8 * 74 + 30)).toBeCloseTo(seconds({ frames: 8 }));
  });

  it('follows pictures whose tokens grow with their size', () => {
    const at = (height: number, tokens: number) => ({
      height,
      frame: byVersion(tokens + 10),
      whole: tokens + 6,
      split: tokens + 6,
    });
    const tokens = { ...even.tokens, pictures: [at(144, 10.24), at(360, 64), at(720, 256)] };
    const grown = { ...even, tokens };
    const frame = (height: number, inFrame: number) =>
      (2 * 32 * ((inFrame / 64) * 100 + inFrame + 10) + 5 * (100 + 70 + question + options)) /
        1000 -
      seconds({ height }, grown);
    expect(frame(360, 64)).toBeCloseTo(0);
    expect(frame(720, 256)).toBeCloseTo(0);
    expect(frame(540, 144)).toBeCloseTo(0);
    expect(frame(1080, 576)).toBeCloseTo(0);
    expect(seconds({ height: 'native' }, grown)).toBeCloseTo(seconds({ height: 360 }, grown));
    const pairs = (2 * 16 * (100 + 74) + 5 * (100 + 70 + question + options)) / 1000;
    expect(seconds({ frameInput: 'video-pairs' }, grown)).toBeCloseTo(pairs);
  });
});

describe('the time of several runs together', () => {
  const together = (...changes: Partial<Protocol>[]) =>
    estimateRuns(
      even,
      changes.map((change) => ({ ...defaultProtocol, ...change })),
      work,
    );

  it('counts frames and query images that they share once, and what prompts begin with', () => {
    expect(together({})).toBeCloseTo(seconds());
    const [frames, images, beginnings] = [2 * 32 * 100, 5 * 100, 2 * 32 * 74];
    expect(together({}, { condition: 'image-masked' })).toBeCloseTo(
      seconds() + seconds({ condition: 'image-masked' }) - (frames + beginnings) / 1000,
    );
    expect(together({}, { order: 'image-first' })).toBeCloseTo(
      seconds() + seconds({ order: 'image-first' }) - (frames + images) / 1000,
    );
  });

  it('counts frames of another number or size again', () => {
    expect(
      together({ condition: 'image-masked' }, { condition: 'image-masked', frames: 8 }),
    ).toBeCloseTo(
      seconds({ condition: 'image-masked' }) + seconds({ condition: 'image-masked', frames: 8 }),
    );
  });

  it('is that of the questions alone where nothing is shown', () => {
    expect(together({ condition: 'text-only' })).toBeCloseTo(seconds({ condition: 'text-only' }));
  });
});

describe('the time of a reading', () => {
  const { model } = even;
  const measured = (long: number, short: number, single: number, attentionWidth = 0) =>
    readingTime({
      ...model,
      shape: { ...model.shape, attentionWidth },
      readings: [
        { past: 0, tokens: 512, ms: long },
        { past: 512, tokens: 64, ms: short },
        { past: 512, tokens: 1, ms: single },
      ],
    });

  it('has a step’s own part, once for every 1,024 tokens', () => {
    const read = measured(612, 164, 101);
    expect(read(0, 512)).toBeCloseTo(612);
    expect(read(700, 64)).toBeCloseTo(164);
    expect(read(0, 2048)).toBeCloseTo(2 * 100 + 2048);
    expect(read(0, 0)).toBe(0);
  });

  it('gives what was measured back, attention and all', () => {
    const read = measured(700, 190, 120, 1000);
    expect(read(0, 512)).toBeCloseTo(700);
    expect(read(512, 64)).toBeCloseTo(190);
    expect(read(512, 1)).toBeGreaterThanOrEqual(120);
    expect(read(4000, 64)).toBeGreaterThan(read(512, 64));
    expect(read(0, 2000)).toBeGreaterThan(4 * (700 - 100));
  });

  it('is never negative where noise hides what is what', () => {
    for (const read of [measured(100, 120, 130), measured(1000, 10, 5), measured(100, 100, 100)])
      for (const tokens of [1, 10, 64, 512, 3000]) expect(read(0, tokens)).toBeGreaterThan(0);
  });
});

import { describe, expect, test } from 'vitest';
import type { Answer, RunManifest } from '../../../src/domain/index.js';
import { compareRepeat, pickQuestions } from '../../../src/scoring/index.js';
import { aRun, aSample, anAnswer } from '../../support/results.js';

describe('the questions that are asked again', () => {
  /** Forty videos of three questions each, in the file's order. */
  const samples = Array.from({ length: 120 }, (_, ordinal) =>
    aSample({ ordinal, videoId: `v${Math.floor(ordinal / 3)}`, dataId: ordinal }),
  );
  const answers = samples.map(({ ordinal }) => anAnswer({ sample: ordinal }));
  /** How many of the picked each video has. */
  const sizesOf = (ordinals: readonly number[]): number[] => {
    const counts = new Map<string, number>();
    for (const ordinal of ordinals) {
      const id = samples[ordinal]?.videoId ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return [...counts.values()].sort((a, b) => a - b);
  };

  test('are whole videos, ascending, the same ones for a seed and others for another', () => {
    const picked = pickQuestions(samples, answers, 20, 7);
    expect(picked).toHaveLength(20);
    expect(picked).toEqual(picked.toSorted((a, b) => a - b));
    expect(sizesOf(picked)).toEqual([2, 3, 3, 3, 3, 3, 3]);
    expect(pickQuestions(samples, answers, 20, 7)).toEqual(picked);
    expect(pickQuestions(samples, answers, 20, 8)).not.toEqual(picked);
  });

  test('come from several videos even where one has most of them', () => {
    const uneven = samples.map((sample) => ({
      ...sample,
      videoId: sample.ordinal < 100 ? 'long' : sample.videoId,
    }));
    const picked = pickQuestions(uneven, answers, 20, 0);
    expect(picked).toHaveLength(20);
    expect(picked.filter((ordinal) => ordinal < 100)).toEqual([0, 1, 2, 3, 4]);
  });

  test('are all there are where fewer were answered by a model', () => {
    const few = [
      anAnswer({ sample: 5 }),
      anAnswer({ sample: 3, rotation: 0 }),
      anAnswer({ sample: 3, rotation: 1 }),
      anAnswer({ sample: 9, provider: null }),
    ];
    expect(pickQuestions(samples, few, 20, 0)).toEqual([3, 5]);
    expect(pickQuestions(samples, few, 1, 0)).toHaveLength(1);
    expect(pickQuestions(samples, [], 20, 0)).toEqual([]);
  });
});

describe('a run beside its repeat', () => {
  const run = aRun();
  const compare = (
    stored: readonly Answer[],
    again: readonly Answer[],
    changes: Partial<RunManifest> = {},
  ) =>
    compareRepeat(
      { run, answers: stored },
      { run: { manifest: { ...run.manifest, ...changes } }, answers: again },
      1000,
    );
  const stored = [
    anAnswer({ sample: 0 }),
    anAnswer({ sample: 0, rotation: 1 }),
    anAnswer({ sample: 4 }),
    anAnswer({ sample: 9 }),
  ];

  test('agrees with itself, on what was asked again', () => {
    const again = stored.slice(0, 3).map((answer) => ({ ...answer, runId: 'other' }));
    expect(compare(stored, again.toReversed())).toEqual({
      at: 1000,
      questions: 2,
      letters: { same: 3, of: 3 },
      texts: null,
      logprobs: { answers: 3, largest: 0, mean: 0 },
      prompts: { same: 3, of: 3 },
      frames: { same: 3, of: 3 },
      media: { same: 3, of: 3 },
      differing: [],
      surroundings: [],
    });
  });

  test('tells which answers differ in what, and how far log-probabilities lie apart', () => {
    const [first, second, third] = stored as [Answer, Answer, Answer];
    const found = compare(stored, [
      { ...first, letterLogprobs: { a: -2.5, b: -3.5, c: -0.2, d: -4 } },
      { ...second, letter: 'a', letterLogprobs: { a: -0.5, b: -3, c: -0.2, d: -4 } },
      { ...third, frames: [{ index: 13, time: 0.4, decoder: 'ffmpeg' }] },
    ]);
    expect(found.letters).toEqual({ same: 2, of: 3 });
    expect(found.frames).toEqual({ same: 2, of: 3 });
    expect(found.logprobs).toEqual({ answers: 3, largest: 2, mean: 2.5 / 12 });
    expect(found.differing).toEqual([
      {
        ...{ sample: 0, rotation: 1, parts: ['letter'], letters: ['c', 'a'] },
        ...{ largestLogprobDifference: 2, error: null },
      },
      {
        ...{ sample: 4, rotation: 0, parts: ['frames'], letters: ['c', 'c'] },
        ...{ largestLogprobDifference: 0, error: null },
      },
    ]);
  });

  test('holds texts and prompts against each other', () => {
    const text = anAnswer({ sample: 1, text: 'b.', letterLogprobs: null });
    const prompt = { ...text.prompt, tokens: 41 };
    const reused = { ...text.prompt, reusedTokens: 30 };
    const found = compare(
      [text, { ...text, sample: 2 }, { ...text, sample: 3 }],
      [
        { ...text, text: 'b' },
        { ...text, sample: 2, prompt },
        { ...text, sample: 3, prompt: reused },
      ],
    );
    expect(found).toMatchObject({
      texts: { same: 2, of: 3 },
      prompts: { same: 2, of: 3 },
      logprobs: null,
    });
    expect(found.differing.map(({ sample, parts }) => [sample, parts])).toEqual([
      [1, ['text']],
      [2, ['prompt']],
    ]);
  });

  test('counts a failure now as another letter, and as nothing else', () => {
    const failed = anAnswer({
      ...{ sample: 4, letter: null, outcome: 'unscored', reason: 'error', provider: null },
      error: { code: 'corrupt-video', message: 'v.mp4 is cut off.' },
      ...{ letterLogprobs: null, frames: [], media: { video: null, image: null } },
    });
    const found = compare(stored, [anAnswer({ sample: 0 }), failed]);
    expect(found.letters).toEqual({ same: 1, of: 2 });
    expect(found.frames).toEqual({ same: 1, of: 1 });
    expect(found.surroundings).toEqual([]);
    expect(found.differing).toMatchObject([
      { sample: 4, parts: ['letter'], letters: ['c', null], error: 'v.mp4 is cut off.' },
    ]);
  });

  test('has no bound where a letter has a chance in one of them only', () => {
    const none = { a: -Infinity, b: -3, c: -0.25, d: -4 };
    const found = compare([anAnswer({ letterLogprobs: none })], [anAnswer()]);
    expect(found.logprobs).toMatchObject({ largest: null });
    expect(found.logprobs?.mean).toBeCloseTo(0.05 / 3);
    const both = compare(
      [anAnswer({ letterLogprobs: none })],
      [anAnswer({ letterLogprobs: none })],
    );
    expect(both.logprobs).toMatchObject({ largest: 0 });
  });

  test('names what it was made with that differs, each once', () => {
    const video = { name: 'v.mp4', size: 11, sha256: 'ab' };
    const media = { video, image: null };
    const frames = [{ index: 12, time: 0.4, decoder: 'webcodecs' as const }];
    const again = stored.map((answer) => ({ ...answer, media, frames }));
    const found = compare(stored, again, {
      ...{ provider: 'webgpu', adapter: 'a GPU', browser: 'Test/2.0' },
      versions: { 'ivbench-lab': '0.1.0', mediabunny: '2' },
    });
    expect(found.media).toEqual({ same: 0, of: 4 });
    expect(found.frames).toEqual({ same: 4, of: 4 });
    expect(found.surroundings).toEqual([
      { kind: 'provider', name: '', then: 'wasm', now: 'webgpu' },
      { kind: 'adapter', name: '', then: null, now: 'a GPU' },
      { kind: 'browser', name: '', then: 'Test/1.0', now: 'Test/2.0' },
      { kind: 'version', name: 'mediabunny', then: null, now: '2' },
      { kind: 'video', name: 'v.mp4', then: '10 bytes, aa', now: '11 bytes, ab' },
      { kind: 'decoder', name: 'v.mp4', then: 'ffmpeg', now: 'webcodecs' },
    ]);
  });
});

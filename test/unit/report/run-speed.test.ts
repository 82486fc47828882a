import { describe, expect, it } from 'vitest';
import {
  defaultProtocol,
  type Answer,
  type Protocol,
  type Run,
} from '../../../src/domain/index.js';
import { runSpeed, speedLine } from '../../../src/report/index.js';

const run = (change: Partial<Protocol> = {}, figures?: Run['figures']) =>
  ({ manifest: { protocol: { ...defaultProtocol, ...change } }, figures }) as Pick<
    Run,
    'manifest' | 'figures'
  >;

const answer = (change: Partial<Answer>): Answer => ({
  runId: 'r',
  sample: 0,
  rotation: 0,
  options: { a: 'x' },
  correctOption: 'a',
  correctOptions: ['a'],
  letter: 'a',
  outcome: 'correct',
  reason: null,
  error: null,
  letterLogprobs: null,
  letterMass: null,
  text: null,
  prompt: { version: 'standard/1', text: '', tokens: 0, reusedTokens: 0 },
  frames: [],
  media: { video: null, image: null },
  provider: 'wasm',
  timings: { decodeMs: 0, encodeMs: 0, prefillMs: 0, generateMs: 0 },
  ...change,
});
const frame = { index: 0, time: 0, decoder: 'ffmpeg' } as const;
const prompt = (tokens: number, reusedTokens: number) => ({
  ...{ version: 'standard/1' as const, text: '' },
  ...{ tokens, reusedTokens },
});

/** A video's first answer, a second order of it, and a further question. */
const answers = [
  answer({
    frames: [frame, frame, frame],
    prompt: prompt(1000, 0),
    timings: { decodeMs: 250, encodeMs: 400, prefillMs: 500, generateMs: 0 },
  }),
  answer({
    rotation: 1,
    frames: [frame, frame, frame],
    prompt: prompt(1000, 950),
    timings: { decodeMs: 0, encodeMs: 0, prefillMs: 25, generateMs: 0 },
  }),
  answer({
    sample: 1,
    frames: [frame, frame, frame],
    prompt: prompt(1010, 860),
    timings: { decodeMs: 0, encodeMs: 100, prefillMs: 75, generateMs: 0 },
  }),
];

describe('how fast a run went', () => {
  it('counts what was computed, not what was there', () => {
    expect(runSpeed(answers, run())).toEqual({
      prefillTokensPerSecond: (1000 + 50 + 150) / 0.6,
      encodeMsPerPicture: 500 / 5,
      generatedTokensPerSecond: null,
      waitMs: 250,
      waitShare: 250 / 1350,
      firstAnswerMs: null,
      workedMs: null,
      wasmHeap: null,
    });
  });

  it('counts no query image where the condition has none', () => {
    const [first] = answers;
    expect(
      runSpeed(first ? [first] : [], run({ condition: 'image-masked' })).encodeMsPerPicture,
    ).toBeCloseTo(400 / 3);
  });

  it('counts generated tokens after the prefill, where they were counted', () => {
    const timings = { decodeMs: 0, encodeMs: 0, prefillMs: 10, generateMs: 400 };
    const texts = [answer({ textTokens: 8, timings }), answer({ timings })];
    expect(runSpeed(texts, run()).generatedTokensPerSecond).toBe(20);
  });

  it('leaves out answers that nobody was asked for', () => {
    const failed = answer({
      provider: null,
      timings: { decodeMs: 900, encodeMs: 0, prefillMs: 0, generateMs: 0 },
    });
    expect(runSpeed([...answers, failed], run()).waitMs).toBe(250);
    expect(runSpeed([failed], run())).toMatchObject({
      prefillTokensPerSecond: null,
      encodeMsPerPicture: null,
      waitShare: null,
    });
  });

  it('is told in one line, with what the execution itself knows', () => {
    const figures = { firstAnswerMs: 1234, workedMs: 2500, wasmHeap: 96 * 2 ** 20 };
    expect(speedLine(runSpeed(answers, run({}, figures)))).toBe(
      'First answer after 1.23 s, at work 2.5 s, prefill 2,000 tokens/s, encoding 100 ms a picture, waited for frames 0.25 s (10.0 % of the time), largest wasm memory 96 MiB',
    );
  });
});

import { describe, expect, it } from 'vitest';
import {
  letters,
  promptVersions,
  type OptionOrder,
  type Prompt,
} from '../../../src/domain/index.js';
import { buildPrompt, frameOrder, timeLabel, type PromptInput } from '../../../src/prompt/index.js';
import { inWords } from '../../../src/prompt/smolvlm-video-1.js';
import made from '../../fixtures/prompts.json' with { type: 'json' };

const optionOrder: OptionOrder = {
  options: { a: 'red', b: 'blue' },
  correctOption: 'a',
  correctOptions: ['a'],
};
const full: PromptInput = {
  question: 'Which colour?',
  optionOrder,
  frames: [{ time: 0 }, { time: 75.9 }],
  frameOrder: null,
  framesAsked: 2,
  duration: 90,
  image: true,
  order: 'video-first',
  timestamps: true,
};

const shown = (prompt: Prompt): string =>
  prompt.segments
    .flatMap((segment) => segment.parts)
    .map((part) =>
      part.type === 'text'
        ? part.text
        : part.type === 'query-image'
          ? '[q]'
          : `[${part.type === 'frame' ? 'f' : 'pair'}${part.index}]`,
    )
    .join('');

const tail =
  "Which colour?\na. red\nb. blue\nAnswer with the option's letter from the given choices directly.";
const frames =
  'The following frames are sampled from a video, in order.\nFrame at 0:00:[f0]\nFrame at 1:15:[f1]\n';

describe('standard/1', () => {
  it('puts the video before the image by default', () => {
    expect(shown(buildPrompt('standard/1', full))).toBe(`${frames}Query image:[q]\n${tail}`);
  });

  it('puts the image before the video when asked', () => {
    const prompt = buildPrompt('standard/1', { ...full, order: 'image-first' });
    expect(shown(prompt)).toBe(`Query image:[q]\n${frames}${tail}`);
    expect(prompt.segments.map(({ name }) => name)).toEqual([
      'image',
      'frames',
      'question',
      'options',
    ]);
  });

  it('says nothing of what a condition leaves out', () => {
    const ask = (change: Partial<PromptInput>) =>
      shown(buildPrompt('standard/1', { ...full, ...change }));
    expect(ask({ image: false })).toBe(`${frames}${tail}`);
    expect(ask({ frames: [] })).toBe(`Query image:[q]\n${tail}`);
    expect(ask({ frames: [], image: false })).toBe(tail);
  });

  it('numbers the frames where no time stamps are wanted', () => {
    expect(shown(buildPrompt('standard/1', { ...full, timestamps: false }))).toContain(
      'Frame 1:[f0]\nFrame 2:[f1]\n',
    );
  });
});

describe('frames in pairs', () => {
  const inPairs: PromptInput = {
    ...full,
    frames: [0, 75.9, 100, 120, 140].map((time) => ({ time })),
    frameInput: 'video-pairs',
  };

  it('are labelled by the first, and the last of an odd number is alone', () => {
    expect(shown(buildPrompt('standard/1', inPairs))).toBe(
      `The following frames are sampled from a video, in order.\nFrame at 0:00:[pair0]\nFrame at 1:40:[pair1]\nFrame at 2:20:[pair2]\nQuery image:[q]\n${tail}`,
    );
  });

  it('are permuted as pairs', () => {
    const prompt = buildPrompt('standard/1', { ...inPairs, frameOrder: [2, 0, 1] });
    expect(shown(prompt)).toContain('Frame at 0:00:[pair2]\nFrame at 1:40:[pair0]\n');
  });

  it('go into every wording', () => {
    for (const version of promptVersions)
      expect(shown(buildPrompt(version, inPairs)).match(/\[pair\d\]/g)).toHaveLength(3);
  });
});

describe('reference/1', () => {
  it.each(made.reference)(
    'is the reference harness, byte for byte: $order, $duration seconds, $frames frames',
    ({ order, duration, frames: framesAsked, question, options, text }) => {
      const prompt = buildPrompt('reference/1', {
        ...full,
        ...{ question, duration, framesAsked, order: order as PromptInput['order'] },
        optionOrder: {
          options: Object.fromEntries(options.map((option, i) => [letters[i] ?? '', option])),
          correctOption: 'a',
          correctOptions: ['a'],
        },
      });
      expect(shown(prompt)).toBe(
        `${order === 'image-first' ? '[q][f0][f1]' : '[f0][f1][q]'}${text}`,
      );
    },
  );

  it('speaks of pictures also where there are none', () => {
    const without = { ...full, image: false, frames: [], duration: null };
    const prompt = shown(buildPrompt('reference/1', without));
    expect(prompt).toMatch(/^We provide you .* None seconds duration, followed by an image\./);
    expect(shown(buildPrompt('reference/1', { ...full, image: false }))).toContain(
      'followed by an image',
    );
  });

  it('can be cut behind the frames and behind the question', () => {
    const { segments } = buildPrompt('reference/1', full);
    expect(segments.map(({ name }) => name)).toEqual(['frames', 'image', 'question', 'options']);
  });
});

describe('smolvlm-video/1', () => {
  it.each(made.smolvlm)(
    'says of a video what the SmolVLM processor says: $duration seconds',
    ({ times, duration, text }) => {
      const frames = times.map((time) => ({ time }));
      const input = { ...full, frames, duration, image: false };
      const prompt = buildPrompt('smolvlm-video/1', input);
      const bare = buildPrompt('standard/1', { ...input, frames: [] });
      expect(shown(prompt).replaceAll(/\[f\d+\]/g, '<frame>')).toBe(`${text}${shown(bare)}`);
    },
  );

  it.each([
    [0, 'zero'],
    [13, 'thirteen'],
    [20, 'twenty'],
    [99, 'ninety-nine'],
    [100, 'one hundred'],
    [512, 'five hundred and twelve'],
    [1000, 'one thousand'],
    [1024, 'one thousand and twenty-four'],
    [1200, 'one thousand, two hundred'],
  ])('writes %i as num2words does', (n, words) => {
    expect(inWords(n)).toBe(words);
  });
});

describe('frames-shuffled', () => {
  const sample = { videoId: 'v', dataId: 1, ordinal: 0 };
  const condition = 'frames-shuffled';

  it('permutes the frames and leaves the labels in place', () => {
    const order = [1, 0];
    expect(shown(buildPrompt('standard/1', { ...full, frameOrder: order }))).toContain(
      'Frame at 0:00:[f1]\nFrame at 1:15:[f0]\n',
    );
    expect(shown(buildPrompt('smolvlm-video/1', { ...full, frameOrder: order }))).toContain(
      'Frame from 00:00:[f1]\nFrame from 01:15:[f0]\n',
    );
    expect(shown(buildPrompt('reference/1', { ...full, frameOrder: order }))).toMatch(
      /^\[f1\]\[f0\]/,
    );
  });

  it('never changes, as stored answers depend on it', () => {
    expect(frameOrder({ condition, seed: 0 }, sample, 8)).toMatchInlineSnapshot(`
      [
        0,
        5,
        3,
        1,
        2,
        6,
        7,
        4,
      ]
    `);
  });

  it('is another for another seed and sample, and the same otherwise', () => {
    const of = (seed: number, dataId: number) =>
      frameOrder({ condition, seed }, { ...sample, dataId }, 16)?.join(' ');
    expect(of(0, 1)).toBe(of(0, 1));
    expect(new Set([of(0, 1), of(1, 1), of(0, 2)]).size).toBe(3);
  });

  it('never leaves two or more frames as they were', () => {
    for (let seed = 0; seed < 50; seed++)
      expect(frameOrder({ condition, seed }, sample, 2)).toEqual([1, 0]);
    expect(frameOrder({ condition, seed: 0 }, sample, 1)).toBeNull();
    expect(frameOrder({ condition: 'full', seed: 0 }, sample, 8)).toBeNull();
  });
});

describe('timeLabel', () => {
  it.each([
    [0, '0:00'],
    [59.999, '0:59'],
    [60, '1:00'],
    [3599, '59:59'],
    [3600, '1:00:00'],
    [36_061.5, '10:01:01'],
  ])('%d s is %s', (seconds, label) => {
    expect(timeLabel(seconds)).toBe(label);
  });
});

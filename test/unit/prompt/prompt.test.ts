import { describe, expect, it } from 'vitest';
import type { OptionOrder, Prompt } from '../../../src/domain/index.js';
import { buildPrompt, timeLabel, type PromptInput } from '../../../src/prompt/index.js';

const optionOrder: OptionOrder = {
  options: { a: 'red', b: 'blue' },
  correctOption: 'a',
  correctOptions: ['a'],
};
const full: PromptInput = {
  question: 'Which colour?',
  optionOrder,
  frames: [{ time: 0 }, { time: 75.9 }],
  image: true,
  order: 'video-first',
  timestamps: true,
};

const shown = (prompt: Prompt): string =>
  prompt.segments
    .flatMap((segment) => segment.parts)
    .map((part) =>
      part.type === 'text' ? part.text : part.type === 'frame' ? `[f${part.index}]` : '[q]',
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

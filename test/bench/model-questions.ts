import { letters, type Letter, type Picture, type Prompt } from '../../src/domain/index.js';
import { buildPrompt } from '../../src/prompt/index.js';

/** Pictures and prompts of the model benchmark, made without a data set. */

/** Upright noise over a gradient, other for each index. */
export function benchPicture(index: number, width: number, height: number): Picture {
  const data = new Uint8Array(width * height * 3);
  let state = (index + 1) * 2654435761;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = ((state >>> 26) + ((i * (index + 3)) >>> 9)) & 255;
  }
  return { width, height, data };
}

const colours = ['red', 'blue', 'green', 'white', 'black', 'yellow', 'orange', 'pink', 'purple'];

/** A prompt as a run asks it: frames with their times, the query image, a question and ten options. */
export function benchPrompt(frames: number, question: number, rotation: number): Prompt {
  const texts = letters.map((_letter, i) =>
    i === 9 ? 'it is not shown' : `the ${colours[i] ?? ''} object in the middle of the video`,
  );
  const options: Partial<Record<Letter, string>> = Object.fromEntries(
    letters.map((letter, i): [Letter, string] => [letter, texts[(i + rotation) % 10] ?? '']),
  );
  const shape = ['circle', 'square', 'ring', 'cross'][question % 4] ?? '';
  return buildPrompt('standard/1', {
    question: `Which object does the video show right after the ${shape} of query image ${question}?`,
    optionOrder: { options, correctOption: 'a', correctOptions: ['a'] },
    frames: Array.from({ length: frames }, (_, i) => ({ time: i * 17 })),
    image: true,
    order: 'video-first',
    timestamps: true,
  });
}

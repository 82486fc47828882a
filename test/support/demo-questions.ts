import {
  letters,
  type Letter,
  type Order,
  type Picture,
  type Prompt,
} from '../../src/domain/index.js';
import { buildPrompt } from '../../src/prompt/index.js';

const words = [
  'red',
  'blue',
  'green',
  'circle',
  'square',
  'left',
  'right',
  'first',
  'last',
  'none',
];

export interface Asking {
  readonly frames: number;
  readonly order: Order;
  /** Which question about the pictures. */
  readonly question: number;
  /** By how many places the options are shifted. */
  readonly rotation: number;
  readonly image?: boolean;
}

/** A prompt as a run asks it, without a data set. */
export function promptOf({ frames, order, question, rotation, image = true }: Asking): Prompt {
  const options = Object.fromEntries(
    letters.map((letter, i): [Letter, string] => [
      letter,
      words[(i + rotation) % words.length] ?? '',
    ]),
  );
  return buildPrompt('standard/1', {
    question: `What does question ${question} ask of the ${words[question % words.length] ?? ''}?`,
    optionOrder: { options, correctOption: 'a', correctOptions: ['a'] },
    frames: Array.from({ length: frames }, (_, i) => ({ time: i })),
    image,
    order,
    timestamps: true,
  });
}

/** A picture that differs from the others in every pixel. */
export function pictureOf(i: number, width = 64, height = 64): Picture {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * (i + 3)) % 251);
  return { width, height, data };
}

import {
  letters,
  type Letter,
  type OptionOrder,
  type Picture,
  type Prompt,
} from '../../src/domain/index.js';
import { buildPrompt } from '../../src/prompt/index.js';

/** What PyTorch and the Python processor made of formula-made pictures: scripts/demo-model/make_reference.py. */
export interface DemoReference {
  readonly picture: { readonly width: number; readonly height: number };
  readonly frameTimes: readonly number[];
  readonly letterIds: { readonly spaced: readonly number[]; readonly bare: readonly number[] };
  readonly pixelValues: { readonly shape: readonly number[]; readonly values: readonly number[] };
  readonly cases: readonly ReferenceCase[];
}

export interface ReferenceCase {
  readonly name: string;
  readonly pictures: readonly number[];
  readonly prompt: string;
  readonly inputIds: readonly number[];
  readonly lastLogits: readonly number[];
}

/** The picture with index i, by the formula that the fixture states. */
export function referencePicture(
  { picture: { width, height } }: DemoReference,
  i: number,
): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        data[(y * width + x) * 3 + c] = (x * (7 + i) + y * 13 + c * 29 + i * 37) % 256;
  return { width, height, data };
}

const endOfImage = '<fake_token_around_image>';

/** The same prompt made by our own prompt stage, from the question and options that the case shows. */
export function referencePrompt(
  { frameTimes }: DemoReference,
  { prompt, pictures, name }: ReferenceCase,
): Prompt {
  const asked =
    pictures.length > 0
      ? prompt.slice(prompt.lastIndexOf(endOfImage) + endOfImage.length + 1)
      : prompt.slice(prompt.indexOf('User: ') + 'User: '.length);
  const lines = asked.split('\n');
  const options: Partial<Record<Letter, string>> = {};
  for (const letter of letters) {
    const line = lines.find((text) => text.startsWith(`${letter}. `));
    if (line !== undefined) options[letter] = line.slice(3);
  }
  const optionOrder: OptionOrder = { options, correctOption: 'a', correctOptions: ['a'] };
  return buildPrompt('standard/1', {
    question: lines[0] ?? '',
    optionOrder,
    frames: pictures.length > 0 ? frameTimes.map((time) => ({ time })) : [],
    image: pictures.length > 0,
    order: name === 'image-first' ? 'image-first' : 'video-first',
    timestamps: true,
  });
}

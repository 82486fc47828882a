import {
  AppError,
  letters,
  type Letter,
  type OptionOrder,
  type Protocol,
  type Sample,
} from '../domain/index.js';
import { foldedText, PythonRandom, seededRandom, shuffled } from '../lib/index.js';

type Optioned = Pick<Sample, 'ordinal' | 'videoId' | 'dataId' | 'answer' | 'distractors'>;

/** The options of a sample as they are put to the model. @param rotation 0 or more; taken modulo the number of options */
export type OrderOptions = (sample: Optioned, rotation: number) => OptionOrder;

/**
 * How the options of a file's samples are ordered; rotation r shifts an order cyclically by r places (DESIGN.md, The
 * schedule). With the shuffle `standard` an order depends only on (seed, videoId, dataId); with `reference` it is what
 * the reference harness's `random.shuffle` gives with that seed, and depends on all questions before it in the file.
 * Questions that could not be imported take no random numbers there.
 * @param samples all of the file, in its order
 */
export function optionOrders(
  samples: readonly Optioned[],
  { shuffle, seed }: Pick<Protocol, 'shuffle' | 'seed'>,
): OrderOptions {
  if (shuffle !== 'reference') return (sample, rotation) => orderOptions(sample, seed, rotation);
  const random = new PythonRandom(seed);
  const orders = new Map<number, readonly number[]>();
  for (const { ordinal, distractors } of samples) {
    const order = [...Array(distractors.length + 1).keys()];
    random.shuffle(order);
    orders.set(ordinal, order);
  }
  return (sample, rotation) => {
    const texts = textsOf(sample);
    const order = rotated(orders.get(sample.ordinal) ?? [...texts.keys()], rotation);
    // The harness looks for the answer's text, so an earlier copy of it is taken for the answer itself.
    const first = order.find((source) => texts[source] === sample.answer);
    return lettered(texts, order, first ?? texts.length - 1);
  };
}

/**
 * The options of a sample in the order they are put to the model, lettered from `a`: the shuffle `standard`.
 * A distractor that repeats the answer's text, exactly or but for case and white space around
 * it, is right as well (correctOptions); the texts stay as they are.
 * @throws AppError `invalid-dataset` for more than ten options
 */
export function orderOptions(
  sample: Omit<Optioned, 'ordinal'>,
  seed: number,
  rotation: number,
): OptionOrder {
  const texts = textsOf(sample);
  const random = seededRandom('option-order', seed, sample.videoId, sample.dataId);
  const order = shuffled([...texts.keys()], random);
  return lettered(texts, rotated(order, rotation), texts.length - 1);
}

/** The options' texts, the answer's last. */
function textsOf(sample: Omit<Optioned, 'ordinal'>): string[] {
  const texts = [...sample.distractors, sample.answer];
  if (texts.length > letters.length)
    throw new AppError(
      'invalid-dataset',
      `Question ${sample.dataId} of video ${sample.videoId} has ${texts.length} options; at most ${letters.length} can be lettered. Remove some distractors.`,
    );
  return texts;
}

const rotated = (order: readonly number[], rotation: number): number[] =>
  order.map((_, place) => order[(place + rotation) % order.length] ?? 0);

/** @param order places in `texts` @param right the place in `texts` that counts as the answer itself */
function lettered(texts: readonly string[], order: readonly number[], right: number): OptionOrder {
  const answer = foldedText(texts.at(-1) ?? '');
  const options: Partial<Record<Letter, string>> = {};
  const correctOptions: Letter[] = [];
  let correctOption: Letter = 'a';
  for (const [place, letter] of letters.slice(0, texts.length).entries()) {
    const source = order[place] ?? 0;
    const text = texts[source] ?? '';
    options[letter] = text;
    if (source === right) correctOption = letter;
    if (foldedText(text) === answer) correctOptions.push(letter);
  }
  return { options, correctOption, correctOptions };
}

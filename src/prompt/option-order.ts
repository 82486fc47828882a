import { AppError, letters, type Letter, type OptionOrder, type Sample } from '../domain/index.js';
import { foldedText, seededRandom, shuffled } from '../lib/index.js';

/**
 * The options of a sample in the order they are put to the model, lettered from `a`.
 * The order depends only on (seed, videoId, dataId); rotation r shifts it cyclically by r places
 * (DESIGN.md, The schedule). A distractor that repeats the answer's text, exactly or but for case and white space around
 * it, is right as well (correctOptions); the texts stay as they are.
 * @param rotation 0 or more; taken modulo the number of options
 * @throws AppError `invalid-dataset` for more than ten options
 */
export function orderOptions(
  sample: Pick<Sample, 'videoId' | 'dataId' | 'answer' | 'distractors'>,
  seed: number,
  rotation: number,
): OptionOrder {
  const texts = [...sample.distractors, sample.answer];
  if (texts.length > letters.length)
    throw new AppError(
      'invalid-dataset',
      `Question ${sample.dataId} of video ${sample.videoId} has ${texts.length} options; at most ${letters.length} can be lettered. Remove some distractors.`,
    );
  const random = seededRandom('option-order', seed, sample.videoId, sample.dataId);
  const order = shuffled([...texts.keys()], random);
  const answer = foldedText(sample.answer);
  const options: Partial<Record<Letter, string>> = {};
  const correctOptions: Letter[] = [];
  let correctOption: Letter = 'a';
  for (const [place, letter] of letters.slice(0, texts.length).entries()) {
    const source = order[(place + rotation) % texts.length] ?? 0;
    const text = texts[source] ?? '';
    options[letter] = text;
    if (source === texts.length - 1) correctOption = letter;
    if (foldedText(text) === answer) correctOptions.push(letter);
  }
  return { options, correctOption, correctOptions };
}

import { letters } from '../../domain/index.js';
import { pythonSplit } from './python-text.js';
import { scored, unscored, type Options, type Verdict } from './verdict.js';

const refusals = [
  "Sorry, I can't help with images of people yet.",
  "I can't process this file.",
  "I'm sorry, but without the image provided",
  'Cannot determine the answer',
];

/** How near the end of the text a letter has to stand, in words. */
const lastWords = 5;

/**
 * VLMEvalKit's rule for multiple choice (`can_infer` in vlmeval/utils/matching_util.py): the one capital letter on offer
 * that stands as a word, if among the last five words; else the one option whose text occurs in an answer that is at
 * most twice as long as all options together. A refusal that it knows, or a lone Z, is its letter Z, which is wrong.
 * Anything else it hands to a judge, another model: unscored here, reason `judge`.
 */
export function parseAsVlmEvalKit(text: string, { options, correctOptions }: Options): Verdict {
  const offered = letters.filter((letter) => options[letter] !== undefined);
  if (!text.includes('Failed to obtain answer via API')) {
    if (refusals.some((refusal) => text.includes(refusal)))
      return scored('z', 'refusal', correctOptions);
    const words = pythonSplit(text.replace(/[.()[\],:;!*#{}]/g, ' '));
    const named = offered.filter((letter) => words.includes(letter.toUpperCase()));
    const [only] = named;
    if (only !== undefined && named.length === 1) {
      if (words.indexOf(only.toUpperCase()) > words.length - lastWords)
        return scored(only, 'letter', correctOptions);
    } else if (only === undefined && words.includes('Z'))
      return scored('z', 'refusal', correctOptions);
  }
  const answer = text.toLowerCase();
  const texts = offered.map((letter) => options[letter] ?? '');
  const length = texts.reduce((sum, option) => sum + characters(option), 0);
  if (characters(answer) > 2 * length) return unscored('judge');
  const found = offered.filter((letter) => answer.includes((options[letter] ?? '').toLowerCase()));
  const [match] = found;
  return match !== undefined && found.length === 1
    ? scored(match, 'option-text', correctOptions)
    : unscored('judge');
}

/** `len`: code points. */
const characters = (text: string): number => Array.from(text).length;

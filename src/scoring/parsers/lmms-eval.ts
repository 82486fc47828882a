import { pythonSplit, pythonStrip } from './python-text.js';
import { scored, unscored, type Options, type Verdict } from './verdict.js';

/** As the source has them: two of its commas are missing, which joins four of its phrases to two that never occur. */
const prefixes = [
  'The best answer is',
  'The correct answer is',
  'The answer is',
  'The answer',
  'The best option isThe correct option is',
  'Best answer:Best option:',
];

/**
 * lmms-eval's rule for multiple choice on videos (`extract_characters_regex` in lmms_eval/tasks/videomme/utils.py), its
 * capital letters A to D widened to the ten of IV-Bench: the first capital among them anywhere in the text, once some
 * phrases are removed. None found is wrong there, and unscored (`unparsable`) here.
 */
export function parseAsLmmsEval(text: string, { correctOptions }: Options): Verdict {
  let rest = pythonStrip(text);
  for (const prefix of prefixes) rest = rest.replaceAll(prefix, '');
  const [capital] = /[A-J]/.exec(rest) ?? [];
  if (capital === undefined)
    return unscored(pythonSplit(rest).length === 0 ? 'empty' : 'unparsable');
  return scored(capital.toLowerCase(), 'first-capital', correctOptions);
}

import { letters } from '../../domain/index.js';
import { pythonWordCharacter, stripCharacters } from './python-text.js';
import { scored, unscored, type Options, type Verdict } from './verdict.js';

const tagged = new RegExp(`<answer>: (${pythonWordCharacter})`, 'u');

/**
 * The rule of the reference harness (`check_answer` in IV-Bench's inference.py; PROTOCOL.md, The reference harness): the
 * ends stripped of ` ,.!?;:'`, lower case; the character behind `<answer>: `, whatever it is; else the first letter
 * from a to j, on offer or not, that stands in brackets, between spaces or before a full stop. Where the harness draws a
 * random letter, the reason is `guess`. It credits the first option whose text is exactly the answer's, no other copy.
 */
export function parseAsReference(text: string, order: Options): Verdict {
  const response = stripCharacters(text, " ,.!?;:'").toLowerCase();
  const right = [creditedByReference(order)];
  const [, character] = tagged.exec(response) ?? [];
  if (character !== undefined) return scored(character, 'answer-tag', right);
  const padded = ` ${response} `;
  const found = letters.find(
    (letter) =>
      padded.includes(`(${letter})`) ||
      padded.includes(` ${letter} `) ||
      padded.includes(`${letter}.`),
  );
  return found === undefined ? unscored('guess') : scored(found, 'letter', right);
}

/** The one letter that the harness counts as right: `all_options.index(correct_answer)`. */
export const creditedByReference = ({ options, correctOption }: Options): string =>
  letters.find((letter) => options[letter] === options[correctOption]) ?? correctOption;

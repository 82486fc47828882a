import { letters, type Letter } from '../../src/domain/index.js';
import { foldedText } from '../../src/lib/index.js';
import { scoreText } from '../../src/scoring/index.js';

export type OptionTexts = Partial<Record<Letter, string>>;

/** Options by their letters, from a on. */
export const lettered = (...texts: readonly string[]): OptionTexts =>
  Object.fromEntries(letters.slice(0, texts.length).map((letter, i) => [letter, texts[i]]));

/** An option order of which one option is right, and every copy of it. */
export const orderOf = (options: OptionTexts, correctOption: Letter = 'c') => ({
  options,
  correctOption,
  correctOptions: letters.filter(
    (letter) =>
      options[letter] !== undefined &&
      foldedText(options[letter]) === foldedText(options[correctOption] ?? ''),
  ),
});

/** What the standard parser makes of a text: the letter and the tier, or why there is none. */
export function readStandard(text: string, options: OptionTexts): string {
  const { letter, reason, tier } = scoreText(text, orderOf(options), 'standard');
  return reason ?? `${letter ?? ''} ${tier ?? ''}`;
}

import { letters, type Letter } from '../../domain/index.js';
import { foldedText } from '../../lib/index.js';
import { contradiction, type Claim, type Tier } from './claim.js';
import { comparable, comparableText } from './plain-text.js';
import type { Options } from './verdict.js';

interface Option {
  readonly letter: Letter;
  readonly given: string;
  /** `comparable` of the text; '' where nothing is left of it. */
  readonly text: string;
}

/** A place in a text where an option's words stand; options of equal words share it. */
interface Mention {
  readonly letters: readonly Letter[];
  readonly start: number;
  readonly end: number;
}

const wordCharacter = /[\p{L}\p{N}_]/u;
const number = /^\d[.,:]\d/;
/** Scripts that put no spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** The texts of the options on offer, for finding them in an answer. */
export class OptionTexts {
  readonly #order: Options;
  #options: readonly Option[] | null = null;

  constructor(order: Options) {
    this.#order = order;
  }

  /** Made when first needed: an answer that is one letter does not need it. */
  get #list(): readonly Option[] {
    return (this.#options ??= optionsOf(this.#order));
  }

  has(letter: string): letter is Letter {
    return Object.hasOwn(this.#order.options, letter);
  }

  /**
   * What a single letter means: the option of this letter, but also one whose text it is. The lower-case letter that the
   * prompt shows is not the text of an option in capitals.
   * @param given the letter as the answer writes it
   */
  meaningOf(given: string, tier: Tier): Claim {
    const letter = given.toLowerCase();
    const rivals = letters.filter((other) => {
      const text = this.#order.options[other]?.trim();
      if (text?.toLowerCase() !== letter || other === letter) return false;
      return text === given || given !== letter;
    });
    if (rivals.length === 0) return { letters: [letter], tier };
    return this.has(letter) ? contradiction(tier) : { letters: rivals, tier: 'option-text' };
  }

  /** Options that the whole text names but for punctuation and articles; of several, those of exactly this text. */
  whole(given: string, plain: string): readonly Letter[] {
    const bare = comparable(plain);
    const named = this.#list.filter(({ text }) => text === bare);
    if (named.length < 2 && bare !== '') return named.map(({ letter }) => letter);
    const folded = foldedText(given);
    const exact = named.filter((option) => foldedText(option.given) === folded);
    return (exact.length > 0 || bare === '' ? exact : named).map(({ letter }) => letter);
  }

  /** The longest option text that a text begins with, as words; its end counts in the text as it was given. */
  atStart(plain: string): {
    readonly letters: readonly Letter[];
    readonly end: number;
    readonly length: number;
  } {
    const [lead = ''] = /^[\s.,:;'()[\]{}-]*(?:(?:an?|the) (?=\S))?/i.exec(plain) ?? [];
    const rest = plain.slice(lead.length).toLowerCase().replace(/\s/g, ' ');
    let longest = 0;
    let found: Letter[] = [];
    for (const { letter, text } of this.#list) {
      if (text === '' || text.length < longest || !rest.startsWith(text)) continue;
      if (!isBoundary(rest, text.length)) continue;
      if (text.length > longest) found = [];
      longest = text.length;
      found.push(letter);
    }
    return { letters: found, end: longest > 0 ? lead.length + longest : 0, length: longest };
  }

  /** Where option texts stand in a text as words; those inside a longer one are left out. */
  mentions(plain: string): readonly Mention[] {
    const low = plain.toLowerCase().replace(/\s+/g, ' ');
    const all: Mention[] = [];
    const byText = new Map<string, Letter[]>();
    for (const { letter, text } of this.#list)
      if (text !== '') byText.set(text, [...(byText.get(text) ?? []), letter]);
    for (const [text, named] of byText)
      for (let start = low.indexOf(text); start >= 0; start = low.indexOf(text, start + 1)) {
        const end = start + text.length;
        if (isBoundary(low, start) && isBoundary(low, end))
          all.push({ letters: named, start, end });
      }
    return all.filter(
      (one) =>
        !all.some(
          (other) =>
            other.start <= one.start &&
            one.end <= other.end &&
            other.end - other.start > one.end - one.start,
        ),
    );
  }

  /** How many words an option's text has. */
  wordsOf(letter: Letter): number {
    const text = this.#list.find((option) => option.letter === letter)?.text ?? '';
    return text.split(' ').length;
  }

  /** Whether an option's text is too short to be told from a word of the sentence: one letter, or a number. */
  isTiny(letter: Letter): boolean {
    const text = this.#list.find((option) => option.letter === letter)?.text ?? '';
    return /^(?:\p{L}|[\d.,:%-]+|yes|no|it|he|she|they|one|an?|the)$/u.test(text);
  }
}

function optionsOf({ options }: Options): Option[] {
  const list: Option[] = [];
  for (const letter of letters) {
    const given = options[letter];
    if (given !== undefined) list.push({ letter, given, text: comparableText(given) });
  }
  return list;
}

/** Whether words end at a place: not inside a word, nor inside a number such as 0:42 or 1.5. */
function isBoundary(text: string, at: number): boolean {
  if (
    number.test(text.slice(at - 1, at + 2)) ||
    number.test(text.slice(Math.max(0, at - 2), at + 1))
  )
    return false;
  const before = text.charAt(at - 1);
  const after = text.charAt(at);
  if (!wordCharacter.test(before) || !wordCharacter.test(after)) return true;
  return unspaced.test(before) || unspaced.test(after);
}

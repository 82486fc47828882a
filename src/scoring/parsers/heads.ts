import { contradiction, type Claim, type Tier } from './claim.js';
import type { OptionTexts } from './option-texts.js';

/** A letter as a word of its own, in brackets or not: `I'm` and `e.g.` have none. */
const letterHead =
  /^[([{<'\s]*([a-z])(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}_]|'\p{L})/iu;

/** What follows a letter that is meant as one, and not as a word of the sentence. */
const mark =
  /^\s*(?:$|[)\]}>:;!?=]|\n|-\s)|^\.(?!\p{L}|\d)|^'|^\s+(?:because|since|as|which|based|due)\b|^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/iu;

/** A second letter beside the first: `a or b`, `a, b`, `a/b`. An article is none. */
const second =
  /^[\s)\]}.']*(?:[,/&+;]\s*|\s(?:or|and)\s+)(?:or |and )?(?:(?:maybe|perhaps|possibly|even) )?(?:option |choice )?[([{]?(?:([b-hj-z])(?![\p{L}\p{N}_'])|([ai])(?=\s*$|[.,;:)\]}!?/]))/iu;

/** What an option's text is followed by when it stands for itself. */
const textEnd = /^\s*(?:$|[.,;!?)\]}\n])/;

export const isNegated = (rest: string): boolean =>
  /^[\s)\]}.:,'-]*(?:(?:option|it|this|that)\s+)?(?:is |are |was |can |could |would |does |seems )?(?:also |clearly |definitely |probably |likely )?(?:not\b|n't|cannot\b|isn't|doesn't|can't|wrong|incorrect|false|ruled out|eliminated|excluded)/i.test(
    rest,
  );

/**
 * Reads a letter at the start of a text.
 * @param loose whether a letter also counts that plain words follow (`the answer is c red car`); `a` and `I` then only
 *   before their own option's text
 * @returns null where there is none
 */
export function letterAt(rest: string, texts: OptionTexts, loose: boolean): Claim | null {
  const tier: Tier = 'marked-letter';
  const [head = '', given = ''] = letterHead.exec(rest) ?? [];
  if (given === '') return null;
  const letter = given.toLowerCase();
  const after = rest.slice(head.length);
  const other = second.exec(after);
  if (other && (other[1] ?? other[2])?.toLowerCase() !== letter) return contradiction(tier);
  const article = letter === 'a' || letter === 'i';
  const following = texts.atStart(after);
  const own = following.letters.some((one) => one === letter);
  const marked = mark.test(after) || (after.startsWith(',') && !article);
  const named = own && textEnd.test(after.slice(following.end));
  if (!marked && !named && !(loose && !article && /^\s/.test(after))) return null;
  if (!own && following.end > 0 && textEnd.test(after.slice(following.end)))
    return contradiction(tier);
  return own ? { letters: [letter], tier } : texts.meaningOf(given, tier);
}

/** An option's text at the start of a text, and how many characters it has. */
interface TextClaim extends Claim {
  readonly length: number;
}

/** @returns null where the text begins with no option's text */
export function textAt(rest: string, texts: OptionTexts): TextClaim | null {
  const { letters, end, length } = texts.atStart(rest);
  if (end === 0) return null;
  const [and] = /^\s*(?:[,/&]|(?:or|and)\b)\s*/i.exec(rest.slice(end)) ?? [];
  const next = and === undefined ? null : texts.atStart(rest.slice(end + and.length));
  if (next && next.end > 0 && !next.letters.some((letter) => letters.includes(letter)))
    return { ...contradiction('option-text'), length };
  return { letters, tier: 'option-text', length };
}

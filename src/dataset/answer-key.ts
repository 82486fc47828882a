import { letters } from '../domain/index.js';

/** Options of one question in the file's order; null where a column of its own is empty. */
export type GivenOptions = readonly (string | null)[];

/** How the answer of a row was found among its options. */
export type AnswerReading = 'text' | 'letter' | 'index';

export type FoundAnswer =
  | { readonly at: number; readonly reading: AnswerReading; readonly remark: string | null }
  | { readonly wrong: string };

/** `b`, `B`, `(B)`, `B.`, `b)`, `B:` */
const letterPattern = /^\(?([a-j])\)?[.):]?$/i;
const indexPattern = /^\d{1,2}$/;

function placeOfText(text: string, options: GivenOptions): number {
  const exact = options.indexOf(text);
  if (exact >= 0) return exact;
  return options.findIndex((option) => option?.trim() === text.trim());
}

function placeOfLetter(text: string, options: GivenOptions): number {
  const letter = letterPattern.exec(text.trim())?.[1]?.toLowerCase();
  const at = letters.findIndex((candidate) => candidate === letter);
  return typeof options[at] === 'string' ? at : -1;
}

/**
 * Whether indices among the answers count from 0 or from 1: 0 can only be counted from 0, the number of the options
 * only from 1. null where neither or both occur: then no index says anything.
 */
export function indexBase(
  rows: Iterable<{ readonly answer: string; readonly options: GivenOptions }>,
): 0 | 1 | null {
  let fromZero = false;
  let fromOne = false;
  for (const { answer, options } of rows) {
    const text = answer.trim();
    if (!indexPattern.test(text) || placeOfText(answer, options) >= 0) continue;
    if (Number(text) === 0) fromZero = true;
    if (Number(text) === options.length) fromOne = true;
  }
  if (fromZero === fromOne) return null;
  return fromZero ? 0 : 1;
}

/** Finds the answer among the options: by its text, else by a letter, else by an index counted from `base`. */
export function findAnswer(answer: string, options: GivenOptions, base: 0 | 1 | null): FoundAnswer {
  const byText = placeOfText(answer, options);
  const byLetter = placeOfLetter(answer, options);
  if (byText >= 0) {
    const remark =
      byLetter >= 0 && byLetter !== byText
        ? `the answer ${JSON.stringify(answer)} is the text of an option and the letter of another. Taken as the text.`
        : null;
    return { at: byText, reading: 'text', remark };
  }
  if (byLetter >= 0) return { at: byLetter, reading: 'letter', remark: null };
  const told = JSON.stringify(answer.length > 60 ? `${answer.slice(0, 60)}…` : answer);
  if (!indexPattern.test(answer.trim()))
    return {
      wrong: `the answer ${told} is none of the options, nor the letter of one. Left out; give the answer's text.`,
    };
  if (base === null)
    return {
      wrong: `the answer ${told} may count the options from 0 or from 1. Left out; give its letter or its text.`,
    };
  const at = Number(answer.trim()) - base;
  if (typeof options[at] !== 'string')
    return {
      wrong: `the answer ${told}, counted from ${base}, is none of the ${options.length} options. Left out; mend it.`,
    };
  return { at, reading: 'index', remark: null };
}

/** What a letter of its own looks like before an option's text: `A. `, `(b) `, `C: `. */
const prefixPattern = /^\(?([a-z])[.):]\)?\s+(?=\S)/i;

/** The options without letters of their own, when each begins with its own; null when not. */
export function withoutLetters(options: GivenOptions): GivenOptions | null {
  let lettered = 0;
  for (const [at, option] of options.entries()) {
    if (option === null || option.trim() === '') continue;
    if (prefixPattern.exec(option)?.[1]?.toLowerCase() !== letters[at]) return null;
    lettered++;
  }
  if (lettered < 2) return null;
  return options.map((option) => option?.replace(prefixPattern, '') ?? null);
}

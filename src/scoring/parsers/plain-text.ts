import { stripCharacters } from './python-text.js';

/**
 * Texts as a reader takes them: what a model writes about an answer, and the options, brought to one form. Case is kept.
 */

/** Joiners, marks of direction, soft hyphens, variation selectors, byte order marks: nobody sees them. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

const replacements: readonly (readonly [RegExp, string])[] = [
  [/\\(?:text|textbf|textit|mathrm|mathbf|mathit)\s*\{([^{}]*)\}/g, '$1'],
  [/\$([^$\n]{1,40})\$|\\\((.{1,40}?)\\\)/g, '$1$2'],
  // Tags and special tokens: <b>, </s>, <end_of_utterance>, <|im_end|>.
  [/<\/?[a-z][\w-]*\s*\/?>|<\|[^<>|]*\|>/gi, ' '],
  [/[*`~"“”„«»「」『』]/g, ''],
  [/[’‘]/g, "'"],
  [/(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, ''],
  [/[。．]/g, '.'],
  [/、/g, ','],
  [/[【〔［]/g, '['],
  [/[】〕］]/g, ']'],
  [/[‐‑–—−]/g, '-'],
  [/[^\S\n]+/g, ' '],
  [/^ ?(?:[-•·#>]+ )?| +$/gm, ''],
];

/** Most options and many answers: nothing in them is markup, a compatibility form or invisible. */
const ordinary = /^[a-z\d](?:[a-z\d.,:;!?()%&/'+-]| (?! ))*$/i;

/** Compatibility forms composed (full-width letters become plain ones), markup and invisible characters gone. */
export function plainText(text: string): string {
  if (ordinary.test(text)) return text.trimEnd();
  let plain = text
    .normalize('NFKC')
    .replace(/\r\n?|[\u2028\u2029\x85]/g, '\n')
    .replace(invisible, '');
  for (const [from, to] of replacements) plain = plain.replace(from, to);
  return plain.trim();
}

const outer = " \n.,:;!?'()[]{}";

/** A text for comparing: plain, lower case, one line, without punctuation around it or an article before it. */
export function comparable(plain: string): string {
  const inner = stripCharacters(plain.toLowerCase(), outer);
  const line = inner.includes('\n') ? inner.replace(/\s+/g, ' ') : inner;
  return line.replace(/^(?:an?|the) (?=\S)/, '');
}

/** As `ordinary`, with nothing around it that `comparable` takes away. */
const bare = /^(?!(?:an?|the) )[a-z\d](?:(?:[a-z\d.,:;!?()%&/'+-]| (?! ))*[a-z\d])?$/i;

/** `comparable` of a text's plain form. */
export const comparableText = (text: string): string =>
  bare.test(text) ? text.toLowerCase() : comparable(plainText(text));

/**
 * What a text says as its answer. Not what a reasoning model says before, nor what it says when it was cut off in that;
 * nor the name of the one who speaks.
 */
export function withoutReasoning(text: string): string {
  const said = /<\/?think(?:ing)?>/i.test(text)
    ? text.replace(/^[^]*<\/think(?:ing)?>/i, '').replace(/<think(?:ing)?>[^]*$/i, '')
    : text;
  return said.replace(/^(?:assistant|model) ?: ?/gim, '');
}

const markers = [
  /<answer>\s*:?([^]*?)(?:<\/answer>|$)/gi,
  /\\f?boxed\s*\{((?:[^{}]|\{[^{}]*\})*)\}/g,
  /[{,]\s*["'](?:final_?|correct_?)?(?:answer|option|choice|letter)["']\s*:\s*(?:"([^"]*)"|'([^']*)')/gi,
];

/**
 * The answers that a text marks as such: `<answer>`, `\boxed{}`, or a field of JSON; none: it marks none. Nested braces
 * once, as in `\boxed{\text{b}}`.
 */
export function markedAnswers(text: string): readonly string[] {
  if (!/[<{]/.test(text)) return [];
  return markers
    .flatMap((marker) => matchesOf(marker, text))
    .map(([, first, second]) => first ?? second ?? '')
    .filter((answer) => answer.trim() !== '');
}

/** `matchAll` without making a new expression each time, which costs more than most matches. @param pattern a global one */
export function matchesOf(pattern: RegExp, text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    found.push(match);
    if (match[0] === '') pattern.lastIndex++;
  }
  return found;
}

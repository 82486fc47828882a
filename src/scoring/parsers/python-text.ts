/**
 * Python's string methods where JavaScript's differ, so that other harnesses' rules read a text as they do there.
 * `lower` needs none: both follow Unicode's full lower-casing.
 */

/** White space of `str.strip` and `str.split` (CPython's `Py_UNICODE_ISSPACE`): U+FEFF is none, U+001C to U+001F are. */
const space =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const outerSpace = new RegExp(`^[${space}]+|[${space}]+$`, 'g');
const words = new RegExp(`[^${space}]+`, 'g');

/** `text.strip()` */
export const pythonStrip = (text: string): string => text.replace(outerSpace, '');

/** `text.split()` */
export const pythonSplit = (text: string): readonly string[] => text.match(words) ?? [];

/** `text.strip(characters)`, of characters in the basic plane. */
export function stripCharacters(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text.charAt(start))) start++;
  while (end > start && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** `\w` of `re` on `str`: `str.isalnum` or the underscore; compared with CPython 3.11 on every code point. */
export const pythonWordCharacter = '[\\p{L}\\p{N}_]';

import { letters } from '../../domain/index.js';
import { isObject } from '../json-rows.js';
import { columnRoles, type Role } from '../question-columns.js';
import { cellText } from '../table.js';

/** Names and values of one answer, the most telling place first: a document, its metadata, the line itself. */
export type Source = Readonly<Record<string, unknown>>;

/** The first value that one of the places has for a role; undefined: none. */
function valueOf(sources: readonly Source[], role: Role): unknown {
  for (const source of sources) {
    const names = Object.keys(source);
    const place = columnRoles(names).places[role];
    const value = place === undefined ? undefined : source[names[place] ?? ''];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

export const textOf = (sources: readonly Source[], role: Role): string =>
  cellText(valueOf(sources, role)) ?? '';

export function dataIdOf(sources: readonly Source[]): number | null {
  const text = textOf(sources, 'dataId');
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

/** A video's id, without folder and ending where a path was stored. */
export const videoIdOf = (sources: readonly Source[]): string =>
  textOf(sources, 'video')
    .replace(/^.*[/\\]/, '')
    .replace(/\.[A-Za-z0-9]{2,4}$/, '');

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * Options as an array, as texts by letter, in a column each, or as the lines of a prompt, `a. text`.
 * @returns null where none of these is there, or they are not two to ten
 */
export function optionsOf(sources: readonly Source[], prompt: string): string[] | null {
  const given = valueOf(sources, 'options');
  const found =
    optionList(given) ??
    sources.map(optionColumns).find((columns) => columns !== null) ??
    optionLines(prompt);
  return found && found.length >= 2 && found.length <= letters.length ? found : null;
}

/** Texts in an array, or by letter from `a` on, in either case. */
export function optionList(given: unknown): string[] | null {
  if (Array.isArray(given)) return given.every(isText) ? given.map(withoutLetter(given)) : null;
  if (!isObject(given)) return null;
  const byLetter = new Map(Object.entries(given).map(([key, text]) => [key.toLowerCase(), text]));
  const texts = letters.slice(0, byLetter.size).map((letter) => byLetter.get(letter));
  return texts.length > 0 && texts.every(isText) ? texts : null;
}

const lettered = /^\s*\(?([A-Ja-j])[.):]\s+/;

/** Drops the letters of options that all carry their own: `A. red`, `B. blue`. */
function withoutLetter(options: readonly string[]): (text: string) => string {
  const all = options.every(
    (text, i) => lettered.exec(text)?.[1]?.toLowerCase() === (letters[i] ?? ''),
  );
  return (text) => (all ? text.replace(lettered, '') : text);
}

function optionColumns(source: Source): string[] | null {
  const names = Object.keys(source);
  const texts = columnRoles(names).optionColumns.map((place) =>
    cellText(source[names[place] ?? '']),
  );
  const there = texts.filter(isText);
  return there.length >= 2 ? there : null;
}

function optionLines(prompt: string): string[] | null {
  const lines = prompt.split('\n').filter((line) => lettered.test(line));
  const from = lines.findLastIndex((line) => /^\s*\(?a[.):]/i.test(line));
  return from < 0 ? null : lines.slice(from).map(withoutLetter(lines.slice(from)));
}

/** The place that a target names by its letter, its text, or its number from 0; -1: none. */
export function placeOf(target: unknown, options: readonly string[]): number {
  const [first] = Array.isArray(target) ? (target as unknown[]) : [target];
  if (typeof first === 'number') return Number.isInteger(first) && first in options ? first : -1;
  if (!isText(first)) return -1;
  const exact = options.indexOf(first);
  if (exact >= 0) return exact;
  const letter = /^\s*\(?([A-Ja-j])(?:[.):].*)?\s*$/s.exec(first)?.[1]?.toLowerCase() ?? '';
  const place = (letters as readonly string[]).indexOf(letter);
  return place < options.length ? place : -1;
}

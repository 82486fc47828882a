import type { Document } from './json-lines.js';
import { columnRoles } from './question-columns.js';
import { columnKey, mostColumns, type Table, type TableRow } from './table.js';

export interface Element {
  readonly line: number;
  readonly value: unknown;
}

/** The values of JSON documents, those of an array one by one. */
export const elementsOf = (documents: readonly Document[]): Element[] =>
  documents.flatMap(({ line, value }) =>
    Array.isArray(value)
      ? value.map((element: unknown) => ({ line, value: element }))
      : [{ line, value }],
  );

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasQuestion = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).some(
    ([name, cell]) => columnKey(name) === 'question' && !Array.isArray(cell),
  );

const hasLists = (value: unknown): boolean =>
  isObject(value) && !hasQuestion(value) && Object.values(value).some(Array.isArray);

/** An object with one value a name, one of them a video's: a row of a side table. */
const isSideRow = (value: unknown): boolean =>
  isObject(value) &&
  columnRoles(Object.keys(value)).places.video !== undefined &&
  !Object.values(value).some((cell) => typeof cell === 'object' && cell !== null);

/**
 * JSON objects with a column a name as a table: rows of questions, or of a side table.
 * @returns null where most of them are something else (`{"video id": [questions]}`, say)
 */
export function tableOfElements(elements: readonly Element[]): Table | null {
  const questions = elements.filter(({ value }) => hasQuestion(value)).length;
  const lists = elements.filter(({ value }) => hasLists(value)).length;
  const sideRows = elements.filter(({ value }) => isSideRow(value)).length;
  if (questions > 0 ? questions <= lists : lists > 0 || sideRows * 2 <= elements.length)
    return null;
  const placeOf = new Map<string, number>();
  const rows = elements.map(({ line, value }): TableRow => {
    if (!isObject(value))
      return { line, cells: [], wrong: 'Not an object with a value a column. Left out; mend it.' };
    const cells: unknown[] = [];
    for (const [name, cell] of Object.entries(value)) {
      let place = placeOf.get(name);
      if (place === undefined && placeOf.size < mostColumns)
        placeOf.set(name, (place = placeOf.size));
      if (place !== undefined) cells[place] = cell;
    }
    return { line, cells };
  });
  return { columns: [...placeOf.keys()], rows, problems: [] };
}

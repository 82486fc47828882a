import { dsvFormat } from 'd3-dsv';
import { columnRoles } from './question-columns.js';
import { mostColumns, type Table, type TableRow } from './table.js';

const delimiters = [',', ';', '\t'] as const;

/** What a decoder puts where bytes are no text. */
const replacement = '\ufffd';

/** Enough for any header. */
const headerLength = 16_384;

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Column names of comma-, semicolon- or tab-separated text, by the delimiter that makes most of its header. */
export function headerOf(text: string): { delimiter: string; columns: string[] } {
  const beginning = text.slice(0, headerLength);
  let best = { delimiter: ',', columns: [] as string[], known: -1 };
  for (const delimiter of delimiters) {
    const columns = firstRow(beginning, delimiter).map((name) => name.trim());
    const known = columnRoles(columns).known;
    const better = known - best.known || columns.length - best.columns.length;
    if (better > 0) best = { delimiter, columns, known };
  }
  return best;
}

const firstRow = (text: string, delimiter: string): string[] =>
  dsvFormat(delimiter)
    .parseRows(text)
    .find((cells) => !isBlank(cells)) ?? [];

/**
 * Reads comma-, semicolon- or tab-separated text with a header (RFC 4180: quotes doubled, line breaks within
 * quotes). A row with more cells than the header is of no use; one with fewer is taken as ending in empty cells.
 * `isWhole`: all of the file was UTF-8; if not, the rows that hold what was not are of no use.
 */
export function readDelimited(text: string, isWhole = true): Table {
  const { delimiter, columns } = headerOf(text);
  let headerSeen = false;
  let next = 1;
  const rows = dsvFormat(delimiter).parseRows(text, (cells): TableRow | null => {
    const line = next;
    next += 1 + lineBreaksIn(cells);
    if (isBlank(cells)) return null;
    if (!headerSeen) {
      headerSeen = true;
      return null;
    }
    if (!isWhole && cells.some((cell) => cell.includes(replacement)))
      return { line, cells: [], wrong: 'Not UTF-8 text. Left out; save the file as UTF-8.' };
    if (cells.length <= columns.length) return { line, cells };
    if (isBlank(cells.slice(columns.length)))
      return { line, cells: cells.slice(0, columns.length) };
    return {
      line,
      cells: [],
      wrong: `${cells.length} cells, but the header names ${columns.length} columns. Left out; put quotes around texts that hold the delimiter, and close them.`,
    };
  });
  return { columns: columns.slice(0, mostColumns), rows, problems: [] };
}

function lineBreaksIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells)
    if (cell.includes('\n') || cell.includes('\r')) count += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  return count;
}

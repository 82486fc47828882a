import type { ImportProblem } from '../domain/index.js';

/** One row of a table, whatever the format of its file. */
export interface TableRow {
  /** Line of the file where it begins, in Parquet its row; from 1, 0 where none applies. */
  readonly line: number;
  /** In the order of the columns, as the file holds them; a missing one is an empty one. */
  readonly cells: readonly unknown[];
  /** Why it cannot be used, and what to do. */
  readonly wrong?: string;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly problems: readonly ImportProblem[];
}

/** Wider tables are no question files; what is beyond is not read. */
export const mostColumns = 1000;

/** The same for `video_id`, `Video ID`, `videoId` and `VIDEO-ID`. */
export const columnKey = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/**
 * A cell as text.
 * @returns null where it is empty; undefined where it is not one value (a list, a structure, bytes)
 */
export function cellText(cell: unknown): string | null | undefined {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'string') return cell.trim() === '' ? null : cell;
  if (typeof cell === 'number' || typeof cell === 'bigint' || typeof cell === 'boolean')
    return String(cell);
  return undefined;
}

/** The columns of a table for a message: it may be any file at all. */
export function toldColumns(columns: readonly string[]): string {
  if (columns.length === 0) return 'none';
  const told = columns
    .slice(0, 20)
    .map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name || '(no name)'));
  if (columns.length > told.length) told.push(`${columns.length - told.length} more`);
  return told.join(', ');
}

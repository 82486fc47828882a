import type { ImportProblem } from '../domain/index.js';
import { cellText, toldColumns } from './table.js';

/** Longer texts are nothing to slice a report by. */
const mostLength = 80;

export type Cell = readonly [column: string, value: unknown];

const noColumns: Readonly<Record<string, string>> = {};

/**
 * Cells that reports can be sliced by, row by row: short texts, numbers, booleans; empty ones left out. A column with
 * anything else in it is left out as a whole, and said, so that no slice is silently a part.
 */
export function furtherColumns(rows: readonly (readonly Cell[])[]): {
  columns: Readonly<Record<string, string>>[];
  names: string[];
  problems: ImportProblem[];
} {
  const names = new Set<string>();
  const unfit = new Set<string>();
  for (const row of rows)
    for (const [name, value] of row) {
      names.add(name);
      const text = cellText(value);
      if (text === undefined || (text !== null && text.length > mostLength)) unfit.add(name);
    }
  const columns = rows.map((row) => {
    const kept: [string, string][] = [];
    for (const [name, value] of row) {
      const text = cellText(value);
      if (typeof text === 'string' && !unfit.has(name)) kept.push([name, text]);
    }
    return kept.length === 0 ? noColumns : Object.fromEntries(kept);
  });
  const problems: ImportProblem[] = [];
  if (unfit.size > 0)
    problems.push({
      line: 0,
      message: `Not kept to slice reports by, because of texts over ${mostLength} characters, lists or structures: ${toldColumns([...unfit])}.`,
    });
  return { columns, names: [...names].filter((name) => !unfit.has(name)), problems };
}

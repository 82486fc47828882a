/** What spreadsheets take for the beginning of a formula, guarded already or not. */
const formulaStart = /^'*[=+\-@\t\r]/;

/** Ids and their files may begin with a dash; with these characters alone no formula does anything. */
const harmless = /^-[\w.-]*$|^\+\d+(\.\d+)?$/;

/**
 * Rows as CSV (RFC 4180: lines end with CRLF, quotes doubled). Texts come from files that others made: a cell that a
 * spreadsheet would run as a formula gets an apostrophe before it; `unguarded` takes it away again.
 */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: string | number): string {
  const text = String(value);
  const guarded = formulaStart.test(text) && !harmless.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** A cell as it was before `toCsv` guarded it. */
export const unguarded = (cell: string): string =>
  cell.startsWith("'") && formulaStart.test(cell) ? cell.slice(1) : cell;

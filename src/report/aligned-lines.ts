/**
 * A table as lines of plain text: heads, then blocks of rows with a rule above each. The first column is aligned to the
 * left, the others to the right; no trailing white space.
 */
export function alignedLines(
  heads: readonly string[],
  blocks: readonly (readonly (readonly string[])[])[],
): string[] {
  const rows = blocks.flat();
  const widths = heads.map((head, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), head.length),
  );
  const rule = widths.map((width) => '-'.repeat(width));
  return [heads, ...blocks.flatMap((block) => [rule, ...block])].map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

import type { Aggregate, ReportTables } from '../domain/index.js';

const heads = ['Task', 'Questions', 'Right', 'Accuracy', '95 % interval', 'Chance', 'Unscored'];

/** The tables as plain text for a terminal: a row per task, then all questions; no trailing white space. */
export function toTable({ overall, byTask, unscoredByReason }: ReportTables): string {
  const rows = [...byTask.map(rowOf), rowOf({ ...overall, name: 'All questions' })];
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const rule = widths.map((width) => '-'.repeat(width));
  const lines = [heads, rule, ...rows.slice(0, -1), rule, ...rows.slice(-1)].map((cells) =>
    aligned(cells, widths),
  );
  const reasons = Object.entries(unscoredByReason).map(([reason, count]) => `${count} ${reason}`);
  if (reasons.length > 0) lines.push(`Unscored answers: ${reasons.join(', ')}.`);
  return `${lines.join('\n')}\n`;
}

const aligned = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    .join('  ')
    .trimEnd();

const rowOf = ({
  name,
  n,
  correct,
  accuracy,
  low,
  high,
  chance,
  unscored,
}: Aggregate): string[] => [
  name,
  count(n),
  count(correct),
  percent(accuracy),
  n > 0 ? `${percent(low)} to ${percent(high)}` : '-',
  percent(chance),
  count(unscored),
];

/** Counts are fractions where several option orders were averaged. */
const count = (value: number): string => String(Number(value.toFixed(1)));

const percent = (rate: number): string =>
  Number.isNaN(rate) ? '-' : `${(rate * 100).toFixed(1)} %`;

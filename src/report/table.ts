import type { Aggregate, ReportTables } from '../domain/index.js';
import { alignedLines } from './aligned-lines.js';

const numberHeads = ['Questions', 'Right', 'Accuracy', '95 % interval', 'Chance', 'Unscored'];

/**
 * The tables as plain text for a terminal: a row per task, then all questions; then a table per column that slices
 * the answers. No trailing white space.
 */
export function toTable({ overall, byTask, slices, unscoredByReason }: ReportTables): string {
  const all = rowOf({ ...overall, name: 'All questions' });
  const lines = alignedLines(['Task', ...numberHeads], [byTask.map(rowOf), [all]]);
  const reasons = Object.entries(unscoredByReason).map(([reason, count]) => `${count} ${reason}`);
  if (reasons.length > 0) lines.push(`Unscored answers: ${reasons.join(', ')}.`);
  for (const { column, groups } of slices)
    lines.push('', ...alignedLines([`By ${column}`, ...numberHeads], [groups.map(rowOf)]));
  return `${lines.join('\n')}\n`;
}

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

import type { Aggregate, ReportTables } from '../domain/index.js';
import { alignedLines } from './aligned-lines.js';
import { facetTitles, letterMassNote } from './facet-words.js';
import { percent } from './number-words.js';

const numberHeads = [
  'Questions',
  'Right',
  'Accuracy',
  '95 % interval',
  'Chance',
  'Shortest',
  'Longest',
  'One letter',
  'Unscored',
];

/**
 * The tables as plain text for a terminal: a row per task, then all questions; then a table per facet, and per column that
 * slices the answers. Beside the accuracy stands what needs no vision: chance, always the shortest or the longest option,
 * always the commonest letter. No trailing white space.
 */
export function toTable({
  overall,
  byTask,
  facets,
  slices,
  unscoredByReason,
}: ReportTables): string {
  const all = rowOf({ ...overall, name: 'All questions' });
  const lines = alignedLines(['Task', ...numberHeads], [byTask.map(rowOf), [all]]);
  const reasons = Object.entries(unscoredByReason).map(([reason, count]) => `${count} ${reason}`);
  if (reasons.length > 0) lines.push(`Unscored answers: ${reasons.join(', ')}.`);
  const note = letterMassNote(overall);
  if (note !== '') lines.push(note);
  const divided = [
    ...facets.map(({ facet, groups }) => ({ title: facetTitles[facet], groups })),
    ...slices.map(({ column, groups }) => ({ title: `By ${column}`, groups })),
  ];
  for (const { title, groups } of divided)
    lines.push('', ...alignedLines([title, ...numberHeads], [groups.map(rowOf)]));
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
  baselines,
  unscored,
}: Aggregate): string[] => [
  name,
  count(n),
  count(correct),
  percent(accuracy),
  n > 0 ? `${percent(low)} to ${percent(high)}` : '-',
  percent(chance),
  percent(baselines.shortest),
  percent(baselines.longest),
  percent(baselines.commonestLetter),
  count(unscored),
];

/** Counts are fractions where several option orders were averaged. */
const count = (value: number): string => String(Number(value.toFixed(1)));

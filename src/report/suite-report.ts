import type { NotRun, Run, SuiteResult, SuiteRow } from '../domain/index.js';
import { alignedLines } from './aligned-lines.js';
import { diagnosisSentence } from './diagnosis-sentences.js';
import { percent, points } from './number-words.js';

/**
 * A suite as indented JSON, with the manifest of each run in it and the diagnosis as numbers and in words. NaN (of no
 * questions) becomes null.
 * @param name of the suite
 * @param runs in the order of its rows
 * @param notes what must be known beside the numbers, in sentences
 */
export function suiteReport(
  name: string,
  { rows, diagnosis }: SuiteResult,
  runs: readonly Run[],
  notRun: readonly NotRun[] = [],
  notes: readonly string[] = [],
): string {
  const report = {
    schema: 1,
    kind: 'suite',
    ...{ name, rows, notRun, notes },
    diagnosis: { ...diagnosis, sentences: diagnosis.statements.map(diagnosisSentence) },
    runs: runs.map(({ id, createdAt, status, manifest, group, samples }) => ({
      runId: id,
      createdAt: new Date(createdAt).toISOString(),
      status,
      ...{ group, manifest, samples },
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

const heads = [
  ...['Run', 'Questions', 'Accuracy', '95 % interval', 'Difference', '95 % interval'],
  ...['p (Holm)', 'Tokens', 'Unscored'],
];

/** A suite as plain text for a terminal: a row per run, what was not run, notes, then the diagnosis in sentences. */
export function suiteTable(
  { rows, diagnosis }: SuiteResult,
  notRun: readonly NotRun[] = [],
  notes: readonly string[] = [],
): string {
  const lines = alignedLines(heads, [rows.map(cellsOf)]);
  const [first] = rows;
  if (first && rows.length > 1)
    lines.push(
      '',
      `Differences: from ${first.role}, on the questions that both answered; intervals are clustered by video. Tokens: of a prompt.`,
    );
  for (const { name, why } of notRun) lines.push(`Not run: ${name}. ${why}`);
  lines.push(...notes);
  for (const said of diagnosis.statements.map(diagnosisSentence)) {
    lines.push('', `${said.title} ${said.verdict}. ${said.text}`, `  ${said.numbers}`);
    if (said.remark !== '') lines.push(`  ${said.remark}`);
  }
  return `${lines.join('\n')}\n`;
}

const cellsOf = ({ role, n, accuracy, low, high, comparison, ...row }: SuiteRow): string[] => [
  role,
  String(n),
  percent(accuracy),
  n > 0 ? `${percent(low)} to ${percent(high)}` : '-',
  ...(comparison && comparison.n > 0
    ? [
        points(comparison.difference),
        `${bare(comparison.low)} to ${bare(comparison.high)}`,
        comparison.pHolm < 0.001 ? '< 0.001' : comparison.pHolm.toFixed(3),
      ]
    : ['-', '-', '-']),
  row.promptTokens === null ? '-' : row.promptTokens.toFixed(0),
  String(Number(row.unscored.toFixed(1))),
];

/** Points without the word. */
const bare = (difference: number): string => points(difference).replace(/ points$/, '');

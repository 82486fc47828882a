import type { ReportTables, Run } from '../../domain/index.js';
import { comparabilityOf, type Comparability } from './comparability.js';
import { leaderboard, type PublishedRow } from './published.js';
import { reweighted } from './reweight.js';

/** What must stand with every reweighted figure. */
export const estimatedNote = 'estimated, not measured on these questions';

export interface PaperRow extends PublishedRow {
  /** The overall for the run's mix of tasks, per cent: `estimatedNote`. Null where it asks tasks that the paper has not. */
  readonly reweighted: number | null;
}

export interface PaperRows {
  readonly comparability: Comparability;
  readonly source: string;
  readonly rows: readonly PaperRow[];
}

/**
 * The paper's rows to stand beside a run's tables, only ever with their comparability.
 * @returns null for the demo, whose questions are not the benchmark's, and where none of its tasks was answered
 */
export function paperRows(
  run: Pick<Run, 'demo' | 'manifest'>,
  { overall, byTask }: Pick<ReportTables, 'overall' | 'byTask'>,
  { debiased = false } = {},
): PaperRows | null {
  const counts = Object.fromEntries(byTask.map(({ name, n }) => [name, n]));
  const known = Object.keys(counts).some((task) => Object.hasOwn(leaderboard.counts, task));
  if (run.demo || !known) return null;
  return {
    comparability: comparabilityOf(run, overall.n, debiased),
    source: leaderboard.source,
    rows: leaderboard.rows.map((row) => ({ ...row, reweighted: reweighted(row, counts) })),
  };
}

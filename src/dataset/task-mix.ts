import type { Sample } from '../domain/index.js';
import { groupByTask } from '../lib/index.js';

export interface TaskMixRow {
  readonly task: string;
  readonly all: number;
  readonly remaining: number;
  /** Of all samples; of those that remain, NaN where none does. */
  readonly shareAll: number;
  readonly shareRemaining: number;
}

/**
 * The tasks of all samples beside those of the samples that remain once some are left out, in the paper's order: an
 * overall score is comparable only where the two mixes are alike.
 * @param remains whether a sample's media are there
 */
export function taskMix(
  samples: readonly Sample[],
  remains: (sample: Sample) => boolean,
): TaskMixRow[] {
  const rows = Array.from(groupByTask(samples), ([task, group]) => ({
    task,
    all: group.length,
    remaining: group.filter(remains).length,
  }));
  const total = rows.reduce((sum, { remaining }) => sum + remaining, 0);
  return rows.map((row) => ({
    ...row,
    shareAll: row.all / samples.length,
    shareRemaining: row.remaining / total,
  }));
}

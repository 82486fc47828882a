import type { PublishedRow } from './published.js';

/**
 * A published row's overall for another mix of tasks, from its accuracies per task: an estimate, not measured on these
 * questions. Phi-3.5-vision's 15.2 becomes 15.8 on the public questions.
 * @param counts questions of each task, at least one
 * @returns per cent; null where a task has no published accuracy
 */
export function reweighted(
  { tasks }: Pick<PublishedRow, 'tasks'>,
  counts: Readonly<Record<string, number>>,
): number | null {
  let n = 0;
  let sum = 0;
  for (const [task, count] of Object.entries(counts)) {
    const published = Object.hasOwn(tasks, task) ? tasks[task] : undefined;
    if (published === undefined) return null;
    n += count;
    sum += count * published;
  }
  return n > 0 ? sum / n : null;
}

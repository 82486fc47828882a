import type { Answer, Dataset, Run } from '../domain/index.js';
import type { LoggedRun } from '../report/index.js';
import type { ImportedRun } from './import-results.js';

/**
 * A logged run, ready to be stored. Its questions join those that are known of its data set and never replace them. A stored
 * run of the same id stays as it is: the log's becomes a run of its own where its answers are others.
 * @param known the data set, or what is stored of it
 * @param stored the run of this id with its answers
 */
export function importLog(
  { run, samples, answers, sha256 }: LoggedRun,
  known: Dataset | null,
  stored: { readonly run: Run; readonly answers: readonly Answer[] } | null,
): ImportedRun {
  const have = new Set(known?.samples.map(({ ordinal }) => ordinal));
  const lacking = samples.filter(({ ordinal }) => !have.has(ordinal));
  const dataset: Dataset = {
    name: run.manifest.dataset.name,
    sha256: run.manifest.dataset.sha256,
    samples:
      known && lacking.length === 0
        ? known.samples
        : [...(known?.samples ?? []), ...lacking].toSorted((a, b) => a.ordinal - b.ordinal),
    problems: known?.problems ?? [],
  };
  if (!stored) return { run, dataset, answers };
  if (sameAnswers(stored.answers, answers)) return { ...stored, dataset };
  const id = `${run.id}-${sha256.slice(0, 16)}`;
  return {
    run: { ...run, id },
    dataset,
    answers: answers.map((answer) => ({ ...answer, runId: id })),
  };
}

/** Whether two sets of answers tell the same, in whatever order. */
function sameAnswers(one: readonly Answer[], other: readonly Answer[]): boolean {
  const told = ({ sample, rotation, options, letter, outcome, reason, text, tier }: Answer) =>
    JSON.stringify([sample, rotation, options, letter, outcome, reason, text, tier ?? null]);
  const texts = new Set(one.map(told));
  return one.length === other.length && other.every((answer) => texts.has(told(answer)));
}

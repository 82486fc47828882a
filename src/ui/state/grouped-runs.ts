import {
  AppError,
  type Answer,
  type Dataset,
  type Run,
  type RunGroup,
} from '../../domain/index.js';
import type { Store } from '../../store/index.js';

/** A run of a group with its answers. */
export interface GroupedRun {
  /** What it is in the group. */
  readonly name: string;
  readonly run: Run;
  readonly answers: readonly Answer[];
}

/** Stored runs that were made together. */
export interface StoredGroup {
  readonly group: RunGroup;
  readonly dataset: Dataset;
  /** The one that the others are compared with first. */
  readonly members: readonly [GroupedRun, ...GroupedRun[]];
}

/** A group's runs, in their places. */
export const runsOfGroup = (runs: readonly Run[], id: string): Run[] =>
  runs
    .filter(({ group }) => group?.id === id)
    .toSorted((a, b) => (a.group?.place ?? 0) - (b.group?.place ?? 0));

/** A group with its runs, in their places. */
export interface RunsOfGroup {
  readonly group: RunGroup;
  readonly runs: readonly Run[];
}

/** Whether nothing of it is left to be gone on with. */
export const isFinished = ({ runs }: RunsOfGroup): boolean =>
  runs.every(({ status }) => status === 'finished');

/** The groups of a kind among some runs, in the order in which they are met. */
export function groupsOf(runs: readonly Run[], kind: RunGroup['kind']): RunsOfGroup[] {
  const groups = new Map<string, RunGroup>();
  for (const { group } of runs) if (group?.kind === kind) groups.set(group.id, group);
  return Array.from(groups.values(), (group) => ({ group, runs: runsOfGroup(runs, group.id) }));
}

/**
 * What is stored of a group; null where nothing is.
 * @throws AppError `unexpected` when its questions are not stored
 */
export async function readGroup(store: Store, id: string): Promise<StoredGroup | null> {
  const [first, ...others] = await Promise.all(
    runsOfGroup(await store.listRuns(), id).map(async (run) => ({
      name: run.group?.role ?? run.manifest.model.dtype,
      run,
      answers: await store.answersOf(run.id),
    })),
  );
  const group = first?.run.group;
  if (!group) return null;
  const { sha256, name } = first.run.manifest.dataset;
  const dataset = await store.getDataset(sha256);
  if (!dataset)
    throw new AppError('unexpected', `The questions of these runs (${name}) are not stored.`);
  return { group, dataset, members: [first, ...others] };
}

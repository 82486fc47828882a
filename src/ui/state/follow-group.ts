import { asAppError, type NotRun } from '../../domain/index.js';
import type { Store } from '../../store/index.js';
import { runsOfGroup } from './grouped-runs.js';
import type { RunControl } from './run-control.svelte.js';

export type GroupPhase = 'idle' | 'working' | 'done' | 'failed' | 'cancelled';

/** What is shown of runs that are made together. */
export interface ShownGroup {
  phase: GroupPhase;
  /** What was wanted and could not be run. */
  notRun: readonly NotRun[];
  open: object | null;
  /** Brings what is stored of a group together. */
  readonly show: (id: string) => Promise<void>;
}

/**
 * Executes runs of a group and shows what is stored of it, however that ends.
 * @param work executes them
 * @throws AppError as the work
 */
export async function followGroup(
  shown: ShownGroup,
  id: string,
  { control, store }: { readonly control: RunControl; readonly store: Promise<Store> },
  work: () => Promise<void>,
): Promise<void> {
  shown.phase = 'working';
  shown.notRun = [];
  shown.open = null;
  let ended: GroupPhase = 'failed';
  try {
    await work();
    const status = control.progress?.status;
    if (status === 'finished') ended = 'done';
    if (status === 'cancelled') ended = 'cancelled';
  } catch (thrown) {
    if (asAppError(thrown).code === 'cancelled') ended = 'cancelled';
    throw thrown;
  } finally {
    await keepNotRun(await store, id, shown.notRun);
    await shown.show(id);
    // Last: whoever waits for the end reads what is shown.
    shown.phase = ended;
  }
}

/** Keeps with a group's runs what was left out while they were made; what was left out before stays. */
async function keepNotRun(store: Store, id: string, notRun: readonly NotRun[]): Promise<void> {
  if (notRun.length === 0) return;
  for (const run of runsOfGroup(await store.listRuns(), id))
    if (run.group) await store.updateRun(run.id, { group: { ...run.group, notRun } });
}

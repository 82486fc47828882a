import { AppError } from '../../domain/index.js';

/**
 * Runs the work while no other tab works on the same run: two would ask everything twice.
 * @throws AppError `unexpected` when another tab does
 */
export async function alone(runId: string, work: () => Promise<unknown>): Promise<void> {
  await navigator.locks.request(`ivbench-lab run ${runId}`, { ifAvailable: true }, async (lock) => {
    if (!lock) throw new AppError('unexpected', 'This run is going on in another tab.');
    await work();
  });
}

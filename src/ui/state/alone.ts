import { AppError } from '../../domain/index.js';

/**
 * Runs the work while no other tab works on any of these runs: two would ask everything twice.
 * @throws AppError `unexpected` when another tab does
 */
export async function alone(
  runIds: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  const [first, ...others] = runIds;
  if (first === undefined) {
    await work();
    return;
  }
  await navigator.locks.request(`ivbench-lab run ${first}`, { ifAvailable: true }, async (lock) => {
    if (!lock) throw new AppError('unexpected', 'This run is going on in another tab.');
    await alone(others, work);
  });
}

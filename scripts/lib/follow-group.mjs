import { setTimeout as sleep } from 'node:timers/promises';
import { evalProgress } from './eval-progress.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

/**
 * Follows runs that were made together to their end, however that is.
 * @template {{phase: string}} Status
 * @param {LabPage} lab
 * @param {{status(): Promise<Status>}} panel of what was started
 * @param {AbortSignal} interrupted cancels them
 */
export async function followGroup(lab, panel, interrupted) {
  const progress = evalProgress();
  let cancelled = false;
  try {
    for (;;) {
      const status = await panel.status();
      if (status.phase !== 'working') return status;
      progress.show(await lab.run.status());
      if (interrupted.aborted && !cancelled) {
        cancelled = true;
        await lab.run.cancel();
      }
      await sleep(250);
    }
  } finally {
    progress.stop();
  }
}

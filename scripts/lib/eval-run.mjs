import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { giveData, giveModel, sayWhatIsThere } from './eval-inputs.mjs';
import { prepareOutputs, saveOutputs } from './eval-outputs.mjs';
import { giveExports, runExportCheck } from './export-check-run.mjs';
import { evalProgress } from './eval-progress.mjs';
import { withLab } from './open-lab.mjs';
import { requireSameQuestions, runVerification, sayWhatDiffers } from './repeat-run.mjs';
import { runSuite } from './suite-run.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

/** How often the output files are brought up to date while a run goes on: what a power cut may cost. */
const saveEveryMs = 5 * 60_000;

/** How long the page gets to end a run that was interrupted. */
const cancelMs = 60_000;

/** @param {string} text */
const say = (text) => {
  console.error(text);
};

/**
 * Follows a run to its end, saving in between.
 * @param {LabPage} lab
 * @param {import('./eval-arguments.mjs').EvalOptions['outputs']} outputs
 * @param {AbortSignal} interrupted
 */
async function follow(lab, outputs, interrupted) {
  const progress = evalProgress();
  let savedAt = Date.now();
  let cancelBy = Infinity;
  try {
    for (;;) {
      const status = await lab.run.status();
      progress.show(status);
      if (!['idle', 'loading', 'running'].includes(status.phase)) return status;
      if (interrupted.aborted) {
        if (status.done === 0 || Date.now() > cancelBy) return status;
        cancelBy = Math.min(cancelBy, Date.now() + cancelMs);
        await lab.run.cancel();
      }
      if (status.done > 0 && Date.now() - savedAt > saveEveryMs) {
        await saveOutputs(lab, outputs, { ended: false });
        savedAt = Date.now();
      }
      await sleep(250);
    }
  } finally {
    progress.stop();
  }
}

/**
 * Evaluates with the built page and writes the files that were asked for.
 * @param {import('./eval-arguments.mjs').EvalOptions} options
 * @param {AbortSignal} interrupted ends the run early; what was answered is saved
 * @returns {Promise<0 | 1 | 130>} exit code: finished, failed, interrupted
 * @throws ScriptError when the data or the model cannot be used
 */
export async function runEvaluation(options, interrupted) {
  for (const note of options.notes) say(`Note: ${note}`);
  prepareOutputs(options.outputs);
  return withLab((lab) => evaluate(lab, options, interrupted), {
    needsGpu: options.device === 'webgpu',
    cache: options.cache,
    ended: 'Output files hold what was answered when they were last written.',
  });
}

/**
 * @param {LabPage} lab
 * @param {import('./eval-arguments.mjs').EvalOptions} options
 * @param {AbortSignal} interrupted
 * @returns {Promise<0 | 1 | 130>}
 */
async function evaluate(lab, options, interrupted) {
  const { exportCheck, suite, repeat } = options;
  let copiedModel = null;
  try {
    await giveData(lab, options.data);
    if (repeat) await requireSameQuestions(lab, repeat);
    copiedModel = exportCheck
      ? await giveExports(lab, options, exportCheck, interrupted)
      : await giveModel(lab, options, interrupted);
    if (interrupted.aborted) return 130;
    if (repeat?.kind === 'verify') return await runVerification(lab, options, repeat, interrupted);
    await lab.protocol.set(options.protocol);
    await sayWhatIsThere(lab);
    if (interrupted.aborted) return 130;
    if (exportCheck) return await runExportCheck(lab, options, exportCheck, interrupted);
    if (suite) return await runSuite(lab, options, suite, interrupted);
    await lab.run.start();
    const status = await follow(lab, options.outputs, interrupted);
    const code = await conclude(lab, status, options.outputs, interrupted);
    if (repeat && status.phase === 'finished') await sayWhatDiffers(lab, repeat);
    return code;
  } finally {
    if (copiedModel) rmSync(copiedModel, { recursive: true, force: true });
  }
}

/**
 * @param {LabPage} lab
 * @param {import('./page/run-panel.mjs').RunStatus} status
 * @param {import('./eval-arguments.mjs').EvalOptions['outputs']} outputs
 * @param {AbortSignal} interrupted
 * @returns {Promise<0 | 1 | 130>}
 */
async function conclude(lab, status, outputs, interrupted) {
  const { phase, done, total, unscored, message } = status;
  if (done > 0) {
    if (phase === 'finished') await lab.run.whenIdle();
    const model = await lab.model.status();
    say(model.message);
    const { written, refused } = await saveOutputs(lab, outputs, { ended: true });
    console.log(await lab.run.table());
    for (const file of written) say(`Written: ${file}`);
    for (const reason of refused) say(reason);
    if (phase === 'finished' && refused.length > 0) return 1;
  }
  if (phase === 'finished') {
    if (unscored > 0) say(`${unscored} of ${total} answers are unscored: the log says why.`);
    return 0;
  }
  if (interrupted.aborted) {
    say(`Interrupted after ${done} of ${total} answers.`);
    return 130;
  }
  say(total > 0 ? `The run stopped after ${done} of ${total} answers. ${message}` : message);
  return 1;
}

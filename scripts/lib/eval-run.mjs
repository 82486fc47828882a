import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { distFolder, ensureBuilt } from './build.mjs';
import { hasGpuAdapter, launchBrowser } from './browser.mjs';
import { ensureChromium } from './chromium.mjs';
import { giveData, giveModel, sayWhatIsThere } from './eval-inputs.mjs';
import { prepareOutputs, saveOutputs } from './eval-outputs.mjs';
import { evalProgress } from './eval-progress.mjs';
import { LabPage } from './lab-page.mjs';
import { ScriptError } from './project.mjs';
import { serveFolder } from './serve.mjs';

/** How often the output files are brought up to date while a run goes on: what a power cut may cost. */
const saveEveryMs = 5 * 60_000;

/** How long the page gets to end a run that was interrupted. */
const cancelMs = 60_000;

/** @param {string} text */
const say = (text) => {
  console.error(text);
};

/**
 * Starts the browser and opens the page. A GPU that was asked for and is not there is replaced by one in software.
 * @param {string} url
 * @param {string} device
 */
async function openLab(url, device) {
  const program = await ensureChromium();
  let browser = await launchBrowser(program);
  try {
    await new LabPage(browser.page).open(url);
    if (device === 'webgpu' && !(await hasGpuAdapter(browser.page))) {
      say('This browser finds no GPU: WebGPU is computed on the CPU (SwiftShader), which is slow.');
      await browser.close();
      browser = await launchBrowser(program, { softwareGpu: true });
      await new LabPage(browser.page).open(url);
    }
    return { ...browser, lab: new LabPage(browser.page) };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

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
      const status = await lab.runStatus();
      progress.show(status);
      if (!['idle', 'loading', 'running'].includes(status.phase)) return status;
      if (interrupted.aborted) {
        if (status.done === 0 || Date.now() > cancelBy) return status;
        cancelBy = Math.min(cancelBy, Date.now() + cancelMs);
        await lab.cancel();
      }
      if (status.done > 0 && Date.now() - savedAt > saveEveryMs) {
        await saveOutputs(lab, outputs);
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
  await ensureBuilt();
  const server = await serveFolder(distFolder);
  let browser;
  let copiedModel = null;
  try {
    browser = await openLab(server.url, options.device);
    const { lab } = browser;
    await giveData(lab, options.data);
    copiedModel = await giveModel(lab, options);
    await lab.setProtocol(options.protocol);
    await sayWhatIsThere(lab);
    if (interrupted.aborted) return 130;
    await lab.run();
    const status = await follow(lab, options.outputs, interrupted);
    return await conclude(lab, status, options.outputs, interrupted);
  } catch (error) {
    if (error instanceof Error && /crashed|has been closed/.test(error.message))
      throw new ScriptError(
        `The browser ended by itself (${error.message.split('\n')[0]}), perhaps for lack of memory. ` +
          'Output files hold what was answered when they were last written.',
        { cause: error },
      );
    throw error;
  } finally {
    await browser?.close();
    if (copiedModel) rmSync(copiedModel, { recursive: true, force: true });
    await server.close();
  }
}

/**
 * @param {LabPage} lab
 * @param {import('./lab-page.mjs').RunStatus} status
 * @param {import('./eval-arguments.mjs').EvalOptions['outputs']} outputs
 * @param {AbortSignal} interrupted
 * @returns {Promise<0 | 1 | 130>}
 */
async function conclude(lab, status, outputs, interrupted) {
  const { phase, done, total, unscored, message } = status;
  if (done > 0) {
    if (phase === 'finished') await lab.whenIdle();
    const model = await lab.modelStatus();
    say(model.message);
    await saveOutputs(lab, outputs);
    console.log(await lab.table());
    for (const file of Object.values(outputs)) if (file) say(`Written: ${file}`);
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

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArguments } from '../lib/eval-arguments.mjs';
import { giveData, giveModel } from '../lib/eval-inputs.mjs';
import { withLab } from '../lib/open-lab.mjs';
import { root, ScriptError } from '../lib/project.mjs';

/**
 * @typedef {object} LogLine
 * @property {string} videoId
 * @property {number} rotation
 * @property {{decodeMs: number, encodeMs: number, prefillMs: number, generateMs: number}} timings
 */

const demo = path.join(root, 'public', 'demo');

/**
 * Questions on the demo's first videos through the page, as `npm run eval` asks them.
 * @param {number} videos
 * @param {readonly string[]} args more of the command's arguments
 * @returns {Promise<{log: readonly LogLine[], wallMs: number}>} `wallMs`: from the moment the run begins, its model
 *   loaded, to its end
 * @throws ScriptError when the run does not finish
 */
export async function runInPage(videos, args) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench-bench-'));
  try {
    const questions = path.join(folder, 'questions.jsonl');
    const lines = readFileSync(path.join(demo, 'questions.jsonl'), 'utf8').split('\n');
    writeFileSync(questions, `${lines.slice(0, videos).join('\n')}\n`);
    const options = parseArguments([
      ...['--question-file', questions, '--device', 'wasm'],
      ...['--video-dir', path.join(demo, 'videos'), '--image-dir', path.join(demo, 'images')],
      ...args,
    ]);
    if ('help' in options) throw new ScriptError(options.help);
    return await withLab(async (lab) => {
      await giveData(lab, options.data);
      await giveModel(lab, options, new AbortController().signal);
      await lab.protocol.set(options.protocol);
      const wallMs = await timeRun(lab);
      const file = path.join(folder, 'log.jsonl');
      await lab.save('export-log', file);
      const log = readFileSync(file, 'utf8').trimEnd().split('\n');
      return { wallMs, log: log.map((line) => JSON.parse(line)) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {import('../lib/lab-page.mjs').LabPage} lab */
async function timeRun(lab) {
  const times = await lab.page.locator('#run-status').evaluateHandle((element) => {
    /** @type {Record<string, number>} */
    const found = {};
    new MutationObserver(() => {
      found[element.getAttribute('data-phase') ?? ''] ??= performance.now();
    }).observe(element, { attributes: true, attributeFilter: ['data-phase'] });
    return found;
  });
  await lab.run.start();
  await lab.page.waitForFunction(
    (found) => ['finished', 'paused', 'failed', 'cancelled'].some((phase) => phase in found),
    times,
    { timeout: 0 },
  );
  const { running, finished } = await times.jsonValue();
  if (running === undefined || finished === undefined)
    throw new ScriptError(`The run did not finish. ${(await lab.run.status()).message}`);
  await lab.run.whenIdle();
  return finished - running;
}

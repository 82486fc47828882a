import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import { ScriptError } from './project.mjs';

/**
 * @typedef {import('./eval-arguments.mjs').EvalOptions['outputs']} Outputs
 * @typedef {import('./lab-page.mjs').LabPage} LabPage
 */

/**
 * Finds out before the work, not after it, that its results cannot be written.
 * @param {Readonly<Record<string, string | null>>} outputs absolute paths; null: not asked for
 * @throws ScriptError naming the file
 */
export function prepareOutputs(outputs) {
  for (const file of Object.values(outputs)) {
    if (file === null) continue;
    const folder = path.dirname(file);
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
    } catch (cause) {
      throw new ScriptError(`${file} cannot be written: name a folder that can be written to.`, {
        cause,
      });
    }
  }
}

/** What the page writes of finished runs only. */
const ofWholeRuns = ['model-index'];

/**
 * Writes the files that were asked for from what the page's report shows now.
 * @param {LabPage} lab
 * @param {Outputs} outputs
 * @param {{ended: boolean}} run whether it goes on no more: some formats are not written before
 * @returns {Promise<{written: string[], refused: string[]}>} files, and why others are not written
 */
export async function saveOutputs(lab, outputs, { ended }) {
  const written = [];
  const refused = [];
  for (const [format, file] of Object.entries(outputs)) {
    if (file === null || (!ended && ofWholeRuns.includes(format))) continue;
    try {
      await lab.save(`export-${format}`, file);
      written.push(file);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      refused.push(`${file} is not written. ${error.message}`);
    }
  }
  return { written, refused };
}

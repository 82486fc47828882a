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

/**
 * Writes the files that were asked for from what the page's report shows now.
 * @param {LabPage} lab
 * @param {Outputs} outputs
 */
export async function saveOutputs(lab, outputs) {
  if (outputs.results) await lab.save('export-results', outputs.results);
  if (outputs.log) await lab.save('export-log', outputs.log);
  if (outputs.report) await lab.save('export-report', outputs.report);
}

import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { giveModel } from './eval-inputs.mjs';
import { followGroup } from './follow-group.mjs';
import { copyWithoutLinks, folderContents } from './linked-files.mjs';
import { ScriptError } from './project.mjs';

/**
 * @typedef {import('./eval-arguments.mjs').EvalOptions} EvalOptions
 * @typedef {import('./export-check-option.mjs').ExportCheckWish} ExportCheckWish
 * @typedef {import('./lab-page.mjs').LabPage} LabPage
 */

/** @param {string} text */
const say = (text) => {
  console.error(text);
};

/**
 * Gives the page the model, one of the hub in every format that the hub has of it.
 * @param {LabPage} lab
 * @param {EvalOptions} options
 * @param {ExportCheckWish} wish
 * @param {AbortSignal} interrupted
 * @returns {Promise<string | null>} a temporary folder to remove after the check
 * @throws ScriptError when the reference cannot be had
 */
export async function giveExports(lab, options, { formats }, interrupted) {
  if (options.model.kind !== 'hub') return giveModel(lab, options, interrupted);
  for (const [i, dtype] of formats.entries())
    try {
      await giveModel(lab, { ...options, dtype }, interrupted);
    } catch (error) {
      if (i === 0 || !(error instanceof ScriptError)) throw error;
      say(`${dtype} is not there: ${error.message}`);
    }
  return null;
}

/**
 * Checks exports of the model that was given, prints what was found and writes the report that was asked for.
 * @param {LabPage} lab
 * @param {EvalOptions} options
 * @param {ExportCheckWish} wish
 * @param {AbortSignal} interrupted
 * @returns {Promise<0 | 1 | 130>}
 */
export async function runExportCheck(lab, { protocol, outputs }, wish, interrupted) {
  const second = wish.second === null ? null : withoutLinks(wish.second);
  try {
    await lab.exports.start(wish, protocol.limit ?? 1, second?.folder ?? null);
    const { phase, exports: compared, note } = await followGroup(lab, lab.exports, interrupted);
    if (note !== '') say(note);
    if (compared > 0) {
      if (outputs.report) await lab.save('export-check-report', outputs.report);
      console.log(await lab.exports.table());
      if (outputs.report) say(`Written: ${outputs.report}`);
    }
    if (phase === 'done') return 0;
    if (interrupted.aborted) return 130;
    say((await lab.run.status()).message);
    return 1;
  } finally {
    if (second?.temporary) rmSync(second.temporary, { recursive: true, force: true });
  }
}

/** @param {string} folder @returns {{folder: string, temporary: string | null}} */
function withoutLinks(folder) {
  if (!existsSync(path.join(folder, 'config.json')))
    throw new ScriptError(`The model folder ${folder} holds no config.json.`);
  if (folderContents(folder).linked.length === 0) return { folder, temporary: null };
  return copyWithoutLinks(folder);
}

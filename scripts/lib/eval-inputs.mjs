import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyWithoutLinks, folderContents } from './linked-files.mjs';
import { progressBar } from './progress-bar.mjs';
import { ScriptError } from './project.mjs';

/**
 * @typedef {import('./eval-arguments.mjs').EvalOptions} EvalOptions
 * @typedef {import('./lab-page.mjs').LabPage} LabPage
 */

/**
 * Gives the page the data and says what it made of them.
 * @param {LabPage} lab
 * @param {EvalOptions['data']} data
 * @throws ScriptError when there is nothing to ask
 */
export async function giveData(lab, data) {
  if (data.kind === 'demo') await lab.data.loadDemo();
  else {
    await lab.data.addFiles([data.questionFile]);
    if (data.sideTable !== null)
      await giveTable(lab, data.sideTable, 'sideTable', 'a column of video ids');
    const folders = [data.videoDir, data.imageDir].filter((folder) => folder !== null);
    for (const folder of new Set(folders)) await lab.data.addFolder(folder);
  }
  const { samples, message } = await lab.data.status();
  if (samples === 0) throw new ScriptError(message || 'The page found no questions.');
  if (message !== '') console.error(message);
}

/**
 * Gives the page a table beside the question file.
 * @param {LabPage} lab
 * @param {string} file
 * @param {'sideTable' | 'mediaList'} use
 * @param {string} needed what such a table has
 * @throws ScriptError when the page does not take it for one
 */
export async function giveTable(lab, file, use, needed) {
  await lab.data.addFiles([file]);
  const status = await lab.data.status();
  if (status[use] !== path.basename(file))
    throw new ScriptError(
      `${file} cannot be used: it is no table with ${needed}. ${status.message}`.trimEnd(),
    );
}

/**
 * Gives the page the model.
 * @param {LabPage} lab
 * @param {EvalOptions} options
 * @param {AbortSignal} interrupted ends a download
 * @returns {Promise<string | null>} a temporary folder to remove after the run
 * @throws ScriptError when the folder is none of a model, or the hub's cannot be had
 */
export async function giveModel(lab, { model, dtype, device, cache }, interrupted) {
  if (model.kind === 'hub') {
    await lab.model.startDownload(model, dtype, device);
    await followDownload(lab, model, cache, interrupted);
    return null;
  }
  if (model.kind === 'folder' && !existsSync(path.join(model.folder, 'config.json')))
    throw new ScriptError(
      `The model folder ${model.folder} holds no config.json: name the folder of a model export (config.json, tokenizer.json, onnx/).`,
    );
  if (model.kind !== 'folder' || folderContents(model.folder).linked.length === 0) {
    await lab.model.choose(model, dtype, device);
    return null;
  }
  console.error('The model folder holds links: copying what they lead to.');
  const { folder, temporary } = copyWithoutLinks(model.folder);
  await lab.model.choose({ kind: 'folder', folder }, dtype, device);
  return temporary;
}

/**
 * Chooses a kept model: the commit that was named, or for `main` what was kept last; another branch may have been at any.
 * @param {LabPage} lab
 * @param {{id: string, revision: string}} model
 * @returns {Promise<string | null>} its commit; null when none is kept
 */
async function useKept(lab, { id, revision }) {
  if (revision === 'main') return lab.model.useKept(id, null);
  return /^[0-9a-f]{40}$/.test(revision) ? lab.model.useKept(id, revision) : null;
}

/**
 * Follows the download of a hub's model to its end. Where the hub does not give it, one that is kept will do.
 * @param {LabPage} lab
 * @param {{id: string, revision: string}} model
 * @param {string | null} cache
 * @param {AbortSignal} interrupted
 * @throws ScriptError when it fails
 */
async function followDownload(lab, model, cache, interrupted) {
  const bar = progressBar();
  let started = false;
  const inMegabytes = (/** @type {number} */ bytes) => Math.round(bytes / 1e6);
  try {
    for (;;) {
      const { phase, code, message, file, bytes, total } = await lab.model.downloadStatus();
      if (phase === 'error') {
        const kept = code === 'network' ? await useKept(lab, model) : null;
        if (kept === null || cache === null) throw new ScriptError(message);
        console.error(`${message} Going on with what ${cache} keeps: ${model.id} at ${kept}.`);
        return;
      }
      if (phase !== 'working') {
        const kept = cache === null ? 'for this command only' : `in ${cache}`;
        if (phase === 'done') console.error(`${message} (Kept ${kept}.)`);
        return;
      }
      if (interrupted.aborted) await lab.model.cancelDownload();
      if (total > 0 && !started) bar.start(inMegabytes(total), 0, { state: 'MB' });
      started ||= total > 0;
      if (started) {
        bar.setTotal(inMegabytes(total));
        bar.update(inMegabytes(bytes), { state: `MB | ${file}` });
      }
      await sleep(250);
    }
  } finally {
    if (started) bar.stop();
  }
}

/**
 * Says how many questions can be asked under the protocol that is set.
 * @param {LabPage} lab
 * @throws ScriptError when none can
 */
export async function sayWhatIsThere(lab) {
  const { samples, runnable, missingVideos, missingImages } = await lab.data.status();
  console.error(
    `${samples} questions, ${runnable} can be asked` +
      (runnable < samples
        ? ` (missing: ${missingVideos} videos, ${missingImages} query images)`
        : ''),
  );
  if (runnable === 0)
    throw new ScriptError(
      'No question can be asked: its media are missing. Videos are named {video id}.{ending}, images as image_name says.',
    );
}

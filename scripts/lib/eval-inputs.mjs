import { existsSync } from 'node:fs';
import path from 'node:path';
import { copyWithoutLinks, folderContents } from './linked-files.mjs';
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
  if (data.kind === 'demo') await lab.loadDemo();
  else {
    await lab.addFiles([data.questionFile]);
    if (data.sideTable !== null)
      await giveTable(lab, data.sideTable, 'sideTable', 'a column of video ids');
    const folders = [data.videoDir, data.imageDir].filter((folder) => folder !== null);
    for (const folder of new Set(folders)) await lab.addFolder(folder);
  }
  const { samples, message } = await lab.datasetStatus();
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
  await lab.addFiles([file]);
  const status = await lab.datasetStatus();
  if (status[use] !== path.basename(file))
    throw new ScriptError(
      `${file} cannot be used: it is no table with ${needed}. ${status.message}`.trimEnd(),
    );
}

/**
 * Gives the page the model.
 * @param {LabPage} lab
 * @param {EvalOptions} options
 * @returns {Promise<string | null>} a temporary folder to remove after the run
 * @throws ScriptError when the folder is none of a model
 */
export async function giveModel(lab, { model, dtype, device }) {
  if (model.kind === 'folder' && !existsSync(path.join(model.folder, 'config.json')))
    throw new ScriptError(
      `The model folder ${model.folder} holds no config.json: name the folder of a model export (config.json, tokenizer.json, onnx/).`,
    );
  if (model.kind === 'demo' || folderContents(model.folder).linked.length === 0) {
    await lab.chooseModel(model, dtype, device);
    return null;
  }
  console.error('The model folder holds links: copying what they lead to.');
  const { folder, temporary } = copyWithoutLinks(model.folder);
  await lab.chooseModel({ kind: 'folder', folder }, dtype, device);
  return temporary;
}

/**
 * Says how many questions can be asked under the protocol that is set.
 * @param {LabPage} lab
 * @throws ScriptError when none can
 */
export async function sayWhatIsThere(lab) {
  const { samples, runnable, missingVideos, missingImages } = await lab.datasetStatus();
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

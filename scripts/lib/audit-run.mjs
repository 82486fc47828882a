import { setTimeout as sleep } from 'node:timers/promises';
import { giveTable } from './eval-inputs.mjs';
import { prepareOutputs } from './eval-outputs.mjs';
import { withLab } from './open-lab.mjs';
import { progressBar } from './progress-bar.mjs';
import { ScriptError } from './project.mjs';

/**
 * @typedef {import('./audit-arguments.mjs').AuditOptions} AuditOptions
 * @typedef {import('./lab-page.mjs').LabPage} LabPage
 */

/**
 * Gives the page the question file and what belongs to it.
 * @param {LabPage} lab
 * @param {AuditOptions} options
 * @throws ScriptError when one of them cannot be used
 */
async function giveFiles(lab, { questionFile, sideTable, mediaList, videoDir, imageDir }) {
  await lab.data.addFiles([questionFile]);
  const { samples, message } = await lab.data.status();
  if (samples === 0) throw new ScriptError(message || 'The page found no questions.');
  if (sideTable !== null) await giveTable(lab, sideTable, 'sideTable', 'a column of video ids');
  if (mediaList !== null) await giveTable(lab, mediaList, 'mediaList', 'the columns of media.csv');
  const folders = [videoDir, imageDir].filter((folder) => folder !== null);
  for (const folder of new Set(folders)) await lab.data.addFolder(folder);
  const problems = (await lab.data.status()).message;
  if (problems !== '') console.error(problems);
}

/**
 * Opens every video that was found, telling how far it is.
 * @param {LabPage} lab
 * @param {AbortSignal} interrupted ends it early
 */
async function checkVideos(lab, interrupted) {
  if (!(await lab.audit.checkVideos())) return;
  const bar = progressBar();
  let started = false;
  try {
    for (;;) {
      const { phase, checked, total } = await lab.audit.status();
      if (!started) bar.start(total, 0, { state: 'videos opened' });
      started = true;
      bar.update(checked);
      if (phase !== 'checking' || interrupted.aborted) return;
      await sleep(250);
    }
  } finally {
    if (started) bar.stop();
  }
}

/**
 * Audits a data set with the built page.
 * @param {AuditOptions} options
 * @param {AbortSignal} interrupted
 * @returns {Promise<0 | 130>} exit code: audited, interrupted
 * @throws ScriptError when a file given cannot be used or the report cannot be written
 */
export async function runAudit(options, interrupted) {
  const { report, frames } = options;
  prepareOutputs({ report });
  return withLab(async (lab) => {
    await giveFiles(lab, options);
    await lab.protocol.setFrames(frames);
    if (options.checkVideos) await checkVideos(lab, interrupted);
    if (interrupted.aborted) return 130;
    console.log(await lab.audit.table());
    if (report !== null) {
      await lab.save('export-audit', report);
      console.error(`Written: ${report}`);
    }
    return 0;
  });
}

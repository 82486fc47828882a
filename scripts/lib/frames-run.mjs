import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { withLab } from './open-lab.mjs';
import { ScriptError } from './project.mjs';

/**
 * @typedef {import('./frames-arguments.mjs').FramesOptions} FramesOptions
 * @typedef {import('./lab-page.mjs').LabPage} LabPage
 */

/** What this command writes, and so what it may remove. */
const ownFile = /^(frame-\d{4,}-index-\d{6,}\.png|frames\.json)$/;

/** @param {string} folder @throws ScriptError when it cannot be written to */
function prepareFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new ScriptError(`${folder} cannot be written to: name another folder.`, { cause });
  }
}

/**
 * @param {LabPage} lab
 * @param {AbortSignal} interrupted
 * @returns {Promise<import('./page/frames-panel.mjs').FramesStatus>} as it is when the page has done
 */
async function follow(lab, interrupted) {
  for (;;) {
    const status = await lab.frames.status();
    if (!['opening', 'decoding'].includes(status.phase)) return status;
    if (interrupted.aborted) await lab.frames.cancel();
    await sleep(100);
  }
}

/**
 * Replaces the frames in the folder by those that the page has taken. The JSON, which names them, comes last.
 * @param {LabPage} lab
 * @param {string} folder
 */
async function writeFrames(lab, folder) {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'ivbench-lab-frames-'));
  try {
    const archive = path.join(temporary, 'frames.zip');
    await lab.save('export-frames', archive);
    const files = unzipSync(readFileSync(archive));
    const { 'frames.json': list, ...pictures } = files;
    if (!list) throw new Error("the page's archive holds no frames.json");
    for (const name of readdirSync(folder))
      if (ownFile.test(name)) rmSync(path.join(folder, name), { force: true });
    for (const [name, bytes] of Object.entries(pictures))
      writeFileSync(path.join(folder, name), bytes);
    writeFileSync(path.join(folder, 'frames.json'), list);
    return JSON.parse(Buffer.from(list).toString());
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Takes frames of a video with the built page and writes them.
 * @param {FramesOptions} options
 * @param {AbortSignal} interrupted
 * @returns {Promise<0 | 1 | 130>} exit code: written, not decodable, interrupted
 * @throws ScriptError when the folder cannot be written to
 */
export async function takeFrames({ video, out, wish }, interrupted) {
  prepareFolder(out);
  return withLab(async (lab) => {
    if (interrupted.aborted) return 130;
    await lab.frames.take(video, wish);
    const { phase, done, total, code, message } = await follow(lab, interrupted);
    if (phase === 'cancelled') return 130;
    if (phase === 'failed') {
      if (done > 0) console.error(`${done} of ${total} frames came before this; none is written.`);
      console.error(`${code}: ${message}`);
      return 1;
    }
    const { codec, width, height, n, duration, decoder, milliseconds } = await writeFrames(
      lab,
      out,
    );
    console.log(
      `${codec}, ${width}x${height}, ${n} frames in ${duration.toFixed(2)} s, decoded by ${decoder}: ` +
        `${total} frames in ${Math.round(milliseconds.total)} ms`,
    );
    console.error(`Written: ${out}`);
    return 0;
  });
}

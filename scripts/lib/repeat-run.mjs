import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { progressBar } from './progress-bar.mjs';
import { ScriptError } from './project.mjs';

/**
 * @typedef {import('./lab-page.mjs').LabPage} LabPage
 * @typedef {import('./repeat-option.mjs').RepeatWish} RepeatWish
 * @typedef {import('./run-file.mjs').Manifest} Manifest
 */

/** @param {string} text */
const say = (text) => {
  console.error(text);
};

/**
 * Checks that the page was given the question file that a run was made from: on another its numbers mean something else.
 * @param {LabPage} lab
 * @param {RepeatWish} wish
 * @throws ScriptError naming both files
 */
export async function requireSameQuestions(lab, { file, run }) {
  const { sha256 } = await lab.data.status();
  const { dataset } = run.manifest;
  if (sha256 !== dataset.sha256)
    throw new ScriptError(
      `The run of ${file} was made from ${dataset.name} with the SHA-256 ${dataset.sha256}; the question file given now has ${sha256}. Give the same file.`,
    );
}

/**
 * Asks questions of a log again with the data and the model that were given, prints what was found and writes the report.
 * @param {LabPage} lab
 * @param {import('./eval-arguments.mjs').EvalOptions} options
 * @param {RepeatWish} wish
 * @param {AbortSignal} interrupted
 * @returns {Promise<0 | 1 | 130>} exit code: all letters are the same, others or a failure, interrupted
 * @throws ScriptError when the page cannot make a run of the log
 */
export async function runVerification(lab, { outputs }, { file, questions }, interrupted) {
  await lab.data.addFiles([file]);
  await lab.run.whenReported();
  if (!(await lab.verification.isOffered())) {
    const [run, data] = [await lab.run.status(), await lab.data.status()];
    throw new ScriptError(`${file} cannot be verified. ${run.message || data.message}`.trimEnd());
  }
  await lab.verification.start(questions);
  const { phase, same, of } = await follow(lab, interrupted);
  if (phase !== 'done') {
    if (interrupted.aborted) return 130;
    say((await lab.run.status()).message);
    return 1;
  }
  say((await lab.model.status()).message);
  if (outputs.report) await lab.save('export-verification', outputs.report);
  console.log(await lab.verification.table());
  if (outputs.report) say(`Written: ${outputs.report}`);
  return same === of ? 0 : 1;
}

/**
 * Follows a verification to its end, however that is.
 * @param {LabPage} lab
 * @param {AbortSignal} interrupted cancels it
 */
async function follow(lab, interrupted) {
  const bar = progressBar();
  let started = false;
  try {
    for (;;) {
      const status = await lab.verification.status();
      if (status.phase !== 'working') return status;
      if (status.total > 0 && !started) bar.start(status.total, 0, { state: 'asked again' });
      started ||= status.total > 0;
      if (started) bar.update(status.done);
      if (interrupted.aborted) await lab.verification.cancel();
      await sleep(250);
    }
  } finally {
    if (started) bar.stop();
  }
}

/**
 * Says how a repeated run, whose report the page shows, came out beside the one it repeats.
 * @param {LabPage} lab
 * @param {RepeatWish} wish
 */
export async function sayWhatDiffers(lab, { file, run }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench-lab-'));
  try {
    const report = path.join(folder, 'report.json');
    await lab.save('export-report', report);
    const now = JSON.parse(readFileSync(report, 'utf8'));
    for (const line of differences(run, now)) say(`Unlike in ${path.basename(file)}: ${line}`);
    if (run.accuracy !== null)
      say(
        `Right: ${percent(now.overall.accuracy)}, in ${path.basename(file)} ${percent(run.accuracy)}.`,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {number} rate */
const percent = (rate) => `${(rate * 100).toFixed(1)} %`;

/**
 * What of a repeat is not as in the run, in sentences: its questions, its model's files, what it is made with.
 * @param {import('./run-file.mjs').StoredRun} then
 * @param {{manifest: Manifest, samples: readonly number[]}} now
 * @returns {string[]}
 */
export function differences(then, now) {
  const [before, after] = [new Set(then.samples), new Set(now.samples)];
  const lost = then.samples.filter((ordinal) => !after.has(ordinal)).length;
  const added = now.samples.filter((ordinal) => !before.has(ordinal)).length;
  const found = [];
  if (lost + added > 0)
    found.push(`${lost} of its questions were not asked, and ${added} others were.`);
  const prints = ({ model }) => new Map(model.files.map(({ name, sha256 }) => [name, sha256]));
  const [files, own] = [prints(then.manifest), prints(now.manifest)];
  const other = [...new Set([...files.keys(), ...own.keys()])].filter(
    (name) => files.get(name) !== own.get(name),
  );
  if (other.length > 0) found.push(`the model has other files (${other.join(', ')}).`);
  for (const name of /** @type {const} */ (['provider', 'adapter', 'browser']))
    if (then.manifest[name] !== now.manifest[name])
      found.push(`${name} ${now.manifest[name] ?? 'none'}, then ${then.manifest[name] ?? 'none'}.`);
  for (const [name, version] of Object.entries(now.manifest.versions))
    if (then.manifest.versions[name] !== version)
      found.push(`${name} ${version}, then ${then.manifest.versions[name] ?? 'none'}.`);
  return found;
}

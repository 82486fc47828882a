import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ScriptError } from './project.mjs';

/**
 * Models that a terminal command keeps for the next one lie where the page keeps them: in the browser's own files, in
 * a profile that stays. These belong to an address, port and all, while the page is served on any free port: so a
 * name that the browser alone knows stands for it.
 */
const cachedHost = 'ivbench-lab.localhost';
export const cachedOrigin = `http://${cachedHost}`;

/**
 * @typedef {object} ModelCache
 * @property {string} profile the browser's folder
 * @property {() => void} release lets the next command use it
 */

/** @param {string} url where the page is served */
export const cachedPageArguments = (url) => [
  `--host-resolver-rules=MAP ${cachedHost} ${new URL(url).host}`,
];

/** @param {number} pid whether a process of this machine has this number */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is one, too.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} lock @returns {{pid: number, host: string} | null} null: gone, or cut off by a crash */
function readLock(lock) {
  try {
    const { pid, host } = JSON.parse(readFileSync(lock, 'utf8'));
    return { pid, host };
  } catch {
    return null;
  }
}

/**
 * Chromium never opens a profile that a killed browser of another host (a container's earlier life) locked; one of this
 * host it judges itself.
 * @param {string} profile
 */
function forgetOtherHosts(profile) {
  const lock = path.join(profile, 'SingletonLock');
  const holder = lstatSync(lock, { throwIfNoEntry: false })?.isSymbolicLink()
    ? readlinkSync(lock)
    : null;
  if (holder !== null && !holder.startsWith(`${os.hostname()}-`)) rmSync(lock, { force: true });
}

/**
 * Takes the folder for this command: no two browsers can share a profile.
 * @param {string} folder absolute path; made where it is not there
 * @returns {ModelCache}
 * @throws ScriptError while another command has it, or when it cannot be written
 */
export function claimModelCache(folder) {
  const profile = path.join(folder, 'browser');
  const lock = path.join(folder, 'in-use.json');
  const take = () => {
    writeFileSync(lock, JSON.stringify({ pid: process.pid, host: os.hostname() }), { flag: 'wx' });
  };
  try {
    mkdirSync(profile, { recursive: true });
    const holder = readLock(lock);
    // What a killed command left behind is in nobody's way.
    if (holder && holder.host === os.hostname() && !isAlive(holder.pid)) rmSync(lock);
    take();
    forgetOtherHosts(profile);
  } catch (cause) {
    if (/** @type {NodeJS.ErrnoException} */ (cause).code !== 'EEXIST')
      throw new ScriptError(`--cache ${folder} cannot be written to: name another folder.`, {
        cause,
      });
    const { pid, host } = readLock(lock) ?? {};
    throw new ScriptError(
      `--cache ${folder} is in use by another command (process ${pid ?? 'unknown'} on ${host ?? 'unknown'}): wait for it, or ` +
        `name another folder. If there is no such process, remove ${lock}.`,
      { cause },
    );
  }
  return {
    profile,
    release: () => {
      rmSync(lock, { force: true });
    },
  };
}

/**
 * Forgets what the page stored in earlier commands, all but its files: a command begins with no runs and with the page
 * as it is served now.
 * @param {import('playwright').Page} page before it is opened
 */
export async function forgetEarlierRuns(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', {
    origin: cachedOrigin,
    storageTypes: 'indexeddb,local_storage,cache_storage,service_workers',
  });
  await session.detach();
}

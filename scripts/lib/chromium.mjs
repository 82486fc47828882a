import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ScriptError } from './project.mjs';
import { runCommand, runPackage } from './run-command.mjs';

/**
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {string} home
 * @property {(file: string) => boolean} exists
 * @property {(folder: string) => readonly string[]} list names in a folder; none when it is not there
 */

/** @type {Machine} */
const thisMachine = {
  platform: process.platform,
  env: process.env,
  home: os.homedir(),
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
};

/** Relative to a folder `chromium-1234` of Playwright's cache; the names changed over its versions. */
const playwrightPrograms = [
  'chrome-linux64/chrome',
  'chrome-linux/chrome',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win64/chrome.exe',
  'chrome-win/chrome.exe',
];

/** @param {Machine} machine @returns {string[]} */
function inPlaywrightCache({ platform, env, home, list }) {
  const folders = {
    darwin: path.join(home, 'Library', 'Caches', 'ms-playwright'),
    win32: path.join(env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'ms-playwright'),
  };
  const cache =
    env['PLAYWRIGHT_BROWSERS_PATH'] ??
    (platform === 'darwin' || platform === 'win32'
      ? folders[platform]
      : path.join(env['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'ms-playwright'));
  return list(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
    .flatMap((name) => playwrightPrograms.map((program) => path.join(cache, name, program)));
}

/** @param {Machine} machine @returns {string[]} */
function installedPlaces({ platform, env, home }) {
  if (platform === 'darwin')
    return ['/Applications', path.join(home, 'Applications')].flatMap((folder) =>
      ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
        path.join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      ),
    );
  if (platform === 'win32')
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) =>
      ['Google\\Chrome', 'Chromium', 'Microsoft\\Edge'].map((product) =>
        path.join(
          env[name] ?? 'C:\\Program Files',
          product,
          'Application',
          product.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe',
        ),
      ),
    );
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
  ];
  const folders = [
    ...(env['PATH'] ?? '').split(':').filter((folder) => path.isAbsolute(folder)),
    '/usr/bin',
    '/usr/local/bin',
    '/snap/bin',
  ];
  return [
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    '/opt/google/chrome/chrome',
  ];
}

/**
 * Programs that may be a Chromium or Chrome, the most likely first: the usual places, then Playwright's cache.
 * @param {Machine} [machine]
 * @returns {readonly string[]} absolute paths of files that exist
 */
export const chromiumCandidates = (machine = thisMachine) => [
  ...new Set(
    [...installedPlaces(machine), ...inPlaywrightCache(machine)].filter((file) =>
      machine.exists(file),
    ),
  ),
];

/** Whether it starts: some systems keep a stub there that only says how to install the real one. */
async function starts(/** @type {string} */ program) {
  // On Windows --version opens a window.
  if (process.platform === 'win32') return true;
  const { code, output } = await runCommand(program, ['--version'], {
    capture: true,
    timeoutMs: 30_000,
  });
  return code === 0 && /\d+\.\d+/.test(output);
}

/** @returns {Promise<string | null>} */
async function findChromium() {
  for (const program of chromiumCandidates()) if (await starts(program)) return program;
  return null;
}

/** Debian and Ubuntu as root: their own package; it also brings the libraries that Playwright's build needs. */
async function installWithApt() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', ['update', '-qq'], { env });
  await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    env,
  });
}

/**
 * The program to drive: the one that the environment variable CHROMIUM names, else one that is found, else one that is
 * installed now. Needs the installed packages.
 * @returns {Promise<string>} its absolute path
 * @throws ScriptError when there is none and none can be installed
 */
export async function ensureChromium() {
  const named = process.env['CHROMIUM'];
  if (named) {
    if (!existsSync(named))
      throw new ScriptError(`CHROMIUM names ${named}, which does not exist: correct or unset it.`);
    return path.resolve(named);
  }
  const found = await findChromium();
  if (found) return found;
  console.error('No Chromium or Chrome was found: installing one.');
  await installWithApt();
  const packaged = await findChromium();
  if (packaged) return packaged;
  await runPackage('playwright/cli.js', ['install', 'chromium']);
  const downloaded = await findChromium();
  if (downloaded) return downloaded;
  throw new ScriptError(
    'No Chromium or Chrome was found and none could be installed. Install one and set the environment ' +
      'variable CHROMIUM to its program, for example CHROMIUM=/usr/bin/chromium.',
  );
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ScriptError, root } from './project.mjs';
import { runNpm } from './run-command.mjs';

/** The first Node that these packages support; see `engines` in package.json. */
const oldestNode = [20, 19];

/** @param {string} version as process.versions.node gives it */
export function nodeIsTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/**
 * @typedef {{version?: string, integrity?: string, optional?: boolean, link?: boolean}} LockedPackage
 * @typedef {{packages?: Record<string, LockedPackage>}} Lock
 */

/**
 * Why node_modules has to be installed anew, or null when it holds what the lock file says.
 * Packages for other platforms are optional and may be absent; packages beyond the lock file do no harm.
 * @param {Lock} lock package-lock.json
 * @param {Lock | null} installed node_modules/.package-lock.json, which npm writes last; null when it is not there
 * @param {(packagePath: string) => boolean} isThere whether a package's folder exists
 * @returns {string | null}
 */
export function whyInstall(lock, installed, isThere) {
  if (!installed) return 'the packages are not installed yet';
  for (const [name, wanted] of Object.entries(lock.packages ?? {})) {
    if (name === '') continue;
    const found = installed.packages?.[name];
    if (!found || !isThere(name)) {
      if (wanted.optional) continue;
      return `${name} is missing`;
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity)
      return `${name} is version ${found.version ?? 'unknown'}, not ${wanted.version ?? 'as locked'}`;
  }
  return null;
}

/** @param {string} file @returns {Lock | null} */
const readLock = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

/**
 * Installs the packages of package-lock.json when node_modules is missing or differs from it.
 * @throws ScriptError when Node is too old or the packages cannot be had
 */
export async function ensureInstalled() {
  if (nodeIsTooOld(process.versions.node))
    throw new ScriptError(
      `This needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}. Get one from https://nodejs.org.`,
    );
  const lock = readLock(path.join(root, 'package-lock.json'));
  if (!lock)
    throw new ScriptError('package-lock.json is missing or damaged: get the repository anew.');
  const installed = readLock(path.join(root, 'node_modules', '.package-lock.json'));
  const why = whyInstall(lock, installed, (name) => existsSync(path.join(root, name)));
  if (!why) return;
  console.error(`Installing the packages: ${why}. This takes a few minutes and about 700 MB.`);
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund']);
  if (code !== 0)
    throw new ScriptError(
      `npm could not install the packages (exit code ${code}; its own message is above). ` +
        'It needs the network (or a filled npm cache) and about 700 MB of disk. Then start this again.',
    );
}

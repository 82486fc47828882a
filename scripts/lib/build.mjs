import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ScriptError, cacheFolder, root } from './project.mjs';
import { runPackage } from './run-command.mjs';

/** Where the built page lies. */
export const distFolder = path.join(root, 'dist');

const stampFile = path.join(cacheFolder, 'build.json');

/** All that the build is made from. */
const sources = [
  'index.html',
  'package-lock.json',
  'package.json',
  'public',
  'scripts/headers.mjs',
  'scripts/vite-compressed-wasm.mjs',
  'src',
  'tsconfig.json',
  'vite.config.ts',
];

/**
 * Every file under a folder (or the file itself), as absolute paths in a fixed order.
 * @param {string} start
 * @returns {string[]}
 */
export function filesUnder(start) {
  if (!statSync(start).isDirectory()) return [start];
  return readdirSync(start, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/**
 * SHA-256 over names and contents.
 * @param {string} folder
 * @param {readonly string[]} entries files and folders inside it
 */
export function hashOf(folder, entries) {
  const hash = createHash('sha256');
  for (const entry of entries) {
    const start = path.join(folder, entry);
    for (const file of existsSync(start) ? filesUnder(start) : []) {
      const name = path.relative(folder, file).replaceAll(path.sep, '/');
      hash.update(`${name}\0${statSync(file).size}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

/** Names and sizes tell whether dist/ is still what the last build left: its files carry hashes in their names. */
const describeDist = () =>
  existsSync(path.join(distFolder, 'index.html'))
    ? filesUnder(distFolder).map((file) => [path.relative(distFolder, file), statSync(file).size])
    : null;

const state = () => JSON.stringify({ sources: hashOf(root, sources), dist: describeDist() });

/** Whether dist/ is there and was built from the present sources. */
export const isBuilt = () =>
  existsSync(stampFile) && describeDist() !== null && readFileSync(stampFile, 'utf8') === state();

/**
 * Builds dist/ when it is missing or was built from other sources.
 * @throws ScriptError when the build fails
 */
export async function ensureBuilt() {
  if (isBuilt()) return;
  console.error('Building the page.');
  const { code, output } = await runPackage('vite/bin/vite.js', ['build', '--logLevel', 'warn'], {
    capture: true,
  });
  if (code !== 0) throw new ScriptError(`The build failed:\n${output}`);
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stampFile, state());
}

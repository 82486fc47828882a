import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashOf } from './build.mjs';
import { ScriptError, cacheFolder, root } from './project.mjs';

/** What re-scoring is made of: the page's own modules, none of which needs a browser. */
const sources = [
  'package-lock.json',
  ...['domain', 'evaluation', 'lib', 'report', 'scoring'].map((folder) => `src/${folder}`),
];

/**
 * The page's re-scoring, bundled for Node once for each state of its sources: no second implementation of the rules, and
 * no browser for what needs none.
 * @returns {Promise<typeof import('../../src/evaluation/rescore-log.ts')>}
 * @throws ScriptError when it cannot be bundled
 */
export async function loadRescoring() {
  const name = `rescore-${hashOf(root, sources).slice(0, 16)}.mjs`;
  const file = path.join(cacheFolder, name);
  if (!existsSync(file)) await bundle(name);
  return import(pathToFileURL(file).href);
}

/** @param {string} name of the bundle in the cache folder */
async function bundle(name) {
  const { build } = await import('vite');
  // Another command may be bundling the same: each gives its file the name only once it is whole.
  const partial = `${process.pid}.${name}`;
  try {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      ssr: { noExternal: true },
      build: {
        ssr: path.join(root, 'src', 'evaluation', 'rescore-log.ts'),
        target: 'node20',
        outDir: cacheFolder,
        emptyOutDir: false,
        rollupOptions: { output: { entryFileNames: partial } },
      },
    });
  } catch (cause) {
    throw new ScriptError(`Re-scoring could not be bundled: ${String(cause)}`, { cause });
  }
  for (const old of readdirSync(cacheFolder))
    if (/^rescore-\w+\.mjs$/.test(old)) rmSync(path.join(cacheFolder, old), { force: true });
  renameSync(path.join(cacheFolder, partial), path.join(cacheFolder, name));
}

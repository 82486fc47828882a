import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { launchBrowser } from '../lib/browser.mjs';
import { ensureChromium } from '../lib/chromium.mjs';
import { root } from '../lib/project.mjs';
import { serveFolder } from '../lib/serve.mjs';
import { makeRandomModel } from './random-model/make.mjs';

const folder = path.join(root, '.cache', 'bench');

/** Builds test/bench/model.html as the page itself is built. */
async function buildPage() {
  const { build } = await import('vite');
  const pages = path.join(root, 'test', 'bench');
  await build({
    root: pages,
    configFile: path.join(root, 'vite.config.ts'),
    publicDir: path.join(root, 'public'),
    logLevel: 'warn',
    build: {
      outDir: path.join(folder, 'model-page'),
      emptyOutDir: true,
      rollupOptions: { input: path.join(pages, 'model.html') },
    },
  });
}

/** The random model's folder. */
export const randomModelFolder = path.join(folder, 'random-model');

/**
 * A model as the page fetches it.
 * @typedef {object} ServedModel
 * @property {string} name of its folder
 * @property {string} folder its URL path, ending in a slash
 * @property {readonly {name: string, size: number}[]} files
 */

/** @returns {ServedModel} */
function serveRandomModel() {
  const files = makeRandomModel(randomModelFolder).map((name) => ({
    name,
    size: statSync(path.join(randomModelFolder, name)).size,
  }));
  return { name: 'random-model', folder: '/random-model/', files };
}

/** @returns {ServedModel} */
function serveDemoModel() {
  const index = path.join(root, 'public', 'demo', 'index.json');
  const { model } = JSON.parse(readFileSync(index, 'utf8'));
  return { name: 'demo', folder: `/model-page/demo/${model.folder}/`, files: model.files };
}

/**
 * Works with the page in a fresh browser.
 * @template T
 * @param {(ask: (name: string, ...given: unknown[]) => Promise<any>, random: ServedModel, demo: ServedModel) => Promise<T>} work
 *   `ask` calls a method of the page's `modelBench`
 * @returns {Promise<T>}
 */
export async function withModelPage(work) {
  const models = /** @type {const} */ ([serveRandomModel(), serveDemoModel()]);
  await buildPage();
  const server = await serveFolder(folder);
  const browser = await launchBrowser(await ensureChromium());
  try {
    const { page } = browser;
    await page.goto(`${server.url}model-page/model.html`);
    await page.waitForFunction('window.modelBench');
    const ask = (/** @type {string} */ name, /** @type {unknown[]} */ ...given) =>
      page.evaluate(
        ([method, values]) => /** @type {any} */ (window).modelBench[method](...values),
        /** @type {[string, unknown[]]} */ ([name, given]),
      );
    return await work(ask, ...models);
  } finally {
    await browser.close();
    await server.close();
  }
}

import { statSync } from 'node:fs';
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
 * Works with the page in a fresh browser; the random model lies under /random-model/, the demo's under /model-page/demo/.
 * @template T
 * @param {(page: import('playwright').Page, files: readonly {name: string, size: number}[]) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withModelPage(work) {
  const files = makeRandomModel(randomModelFolder).map((name) => ({
    name,
    size: statSync(path.join(randomModelFolder, name)).size,
  }));
  await buildPage();
  const server = await serveFolder(folder);
  const browser = await launchBrowser(await ensureChromium());
  try {
    const { page } = browser;
    await page.goto(`${server.url}model-page/model.html`);
    await page.waitForFunction('window.modelBench');
    return await work(page, files);
  } finally {
    await browser.close();
    await server.close();
  }
}

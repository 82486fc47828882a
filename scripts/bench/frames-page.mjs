import path from 'node:path';
import { launchBrowser } from '../lib/browser.mjs';
import { ensureChromium } from '../lib/chromium.mjs';
import { root } from '../lib/project.mjs';
import { serveFolder } from '../lib/serve.mjs';

/**
 * @typedef {object} Taken
 * @property {number} openMs until the pictures are listed
 * @property {number} framesMs until the last frame is there, opening not included
 * @property {readonly number[]} times of the frames, in seconds
 * @property {number | null} packets given to WebCodecs; null for ffmpeg.wasm
 */

const outDir = path.join(root, '.cache', 'bench', 'page');

/** Builds test/bench/frames.html as the page itself is built. */
async function buildPage() {
  const { build } = await import('vite');
  const folder = path.join(root, 'test', 'bench');
  await build({
    root: folder,
    configFile: path.join(root, 'vite.config.ts'),
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      rollupOptions: { input: path.join(folder, 'frames.html') },
    },
  });
}

/**
 * Works with the page in a fresh browser.
 * @template T
 * @param {(take: (clip: string, decoder: string, indices: readonly number[], height: number) => Promise<Taken>) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function inPage(work) {
  const server = await serveFolder(outDir);
  const browser = await launchBrowser(await ensureChromium());
  const { page } = browser;
  try {
    await page.goto(`${server.url}frames.html`);
    await page.waitForFunction('window.takeFrames');
    return await work(async (clip, decoder, indices, height) => {
      await page.locator('input').setInputFiles(clip);
      return page.evaluate((asked) => /** @type {any} */ (window).takeFrames(asked), {
        decoder,
        indices,
        height,
      });
    });
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @returns {Promise<typeof inPage>} */
export async function benchPage() {
  await buildPage();
  return inPage;
}

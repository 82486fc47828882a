import { distFolder, ensureBuilt } from './build.mjs';
import { hasGpuAdapter, launchBrowser } from './browser.mjs';
import { ensureChromium } from './chromium.mjs';
import { hubFolder } from './forward-hub.mjs';
import { LabPage } from './lab-page.mjs';
import {
  cachedOrigin,
  cachedPageArguments,
  claimModelCache,
  forgetEarlierRuns,
} from './model-cache.mjs';
import { ScriptError } from './project.mjs';
import { serveFolder } from './serve.mjs';

/**
 * Starts the browser and opens the page. A GPU that was asked for and is not there is replaced by one in software.
 * @param {string} served the page's address
 * @param {string} query what is put behind it
 * @param {boolean} needsGpu
 * @param {string | undefined} profile the browser's folder, where models are kept in it
 */
async function openPage(served, query, needsGpu, profile) {
  const program = await ensureChromium();
  const kept = profile === undefined ? {} : { profile, args: cachedPageArguments(served) };
  const url = `${profile === undefined ? served : `${cachedOrigin}/`}${query}`;
  let browser = await launchBrowser(program, kept);
  try {
    if (profile !== undefined) await forgetEarlierRuns(browser.page);
    await new LabPage(browser.page).open(url);
    if (needsGpu && !(await hasGpuAdapter(browser.page))) {
      console.error(
        'This browser finds no GPU: WebGPU is computed on the CPU (SwiftShader), which is slow.',
      );
      await browser.close();
      browser = await launchBrowser(program, { ...kept, softwareGpu: true });
      await new LabPage(browser.page).open(url);
    }
    return browser;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/**
 * Works with the built page, open in a headless Chromium, and closes everything after it.
 * @template T
 * @param {(lab: LabPage) => Promise<T>} work
 * @param {{needsGpu?: boolean, cache?: string | null, ended?: string}} [options] `cache`: the folder that models of
 *   the hub are kept in; `ended`: what the user should know when the browser ends by itself
 * @returns {Promise<T>}
 * @throws ScriptError when the page cannot be built, the browser is missing or it ends by itself, or another command
 *   uses the cache
 */
export async function withLab(work, { needsGpu = false, cache = null, ended = '' } = {}) {
  await ensureBuilt();
  const models = cache === null ? null : claimModelCache(cache);
  // As huggingface_hub understands it.
  const hub = process.env['HF_ENDPOINT']?.replace(/\/+$/, '');
  let server;
  let browser;
  try {
    server = await serveFolder(distFolder, hub ? { hub } : {});
    const query = hub ? `?hub=${hubFolder}` : '';
    browser = await openPage(server.url, query, needsGpu, models?.profile);
    return await work(new LabPage(browser.page));
  } catch (error) {
    if (error instanceof Error && /crashed|has been closed/.test(error.message))
      throw new ScriptError(
        `The browser ended by itself (${error.message.split('\n')[0]}), perhaps for lack of memory. ${ended}`.trimEnd(),
        { cause: error },
      );
    throw error;
  } finally {
    await browser?.close();
    await server?.close();
    models?.release();
  }
}

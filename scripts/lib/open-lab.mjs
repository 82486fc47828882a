import { distFolder, ensureBuilt } from './build.mjs';
import { hasGpuAdapter, launchBrowser } from './browser.mjs';
import { ensureChromium } from './chromium.mjs';
import { hubFolder } from './forward-hub.mjs';
import { LabPage } from './lab-page.mjs';
import { ScriptError } from './project.mjs';
import { serveFolder } from './serve.mjs';

/**
 * Starts the browser and opens the page. A GPU that was asked for and is not there is replaced by one in software.
 * @param {string} url
 * @param {boolean} needsGpu
 */
async function openPage(url, needsGpu) {
  const program = await ensureChromium();
  let browser = await launchBrowser(program);
  try {
    await new LabPage(browser.page).open(url);
    if (needsGpu && !(await hasGpuAdapter(browser.page))) {
      console.error(
        'This browser finds no GPU: WebGPU is computed on the CPU (SwiftShader), which is slow.',
      );
      await browser.close();
      browser = await launchBrowser(program, { softwareGpu: true });
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
 * @param {{needsGpu?: boolean, ended?: string}} [options] `ended`: what the user should know when the browser ends by
 *   itself
 * @returns {Promise<T>}
 * @throws ScriptError when the page cannot be built, the browser is missing or it ends by itself
 */
export async function withLab(work, { needsGpu = false, ended = '' } = {}) {
  await ensureBuilt();
  // As huggingface_hub understands it.
  const hub = process.env['HF_ENDPOINT']?.replace(/\/+$/, '');
  const server = await serveFolder(distFolder, hub ? { hub } : {});
  let browser;
  try {
    browser = await openPage(hub ? `${server.url}?hub=${hubFolder}` : server.url, needsGpu);
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
    await server.close();
  }
}

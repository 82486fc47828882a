import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * @typedef {object} LaunchedBrowser
 * @property {import('playwright').BrowserContext} context
 * @property {import('playwright').Page} page its one open page, empty
 * @property {() => Promise<void>} close ends the browser and removes its profile, unless that was given
 *
 * @typedef {object} LaunchOptions
 * @property {boolean} [softwareGpu] WebGPU computed on the CPU (SwiftShader), for machines without a GPU
 * @property {import('playwright').BrowserContextOptions['viewport']} [viewport]
 * @property {'light' | 'dark'} [colorScheme]
 * @property {string} [profile] a folder that stays, for nobody else meanwhile
 * @property {readonly string[]} [args] more of Chromium's own arguments
 */

/**
 * Starts a headless Chromium, by default with a fresh profile of its own. The environment variable IVBENCH_CHROMIUM_ARGS adds
 * arguments, for example those that a GPU driver needs.
 * @param {string} program the browser's absolute path
 * @param {LaunchOptions} [options]
 * @returns {Promise<LaunchedBrowser>}
 */
export async function launchBrowser(program, options = {}) {
  const { chromium } = await import('playwright');
  const {
    softwareGpu = false,
    viewport = { width: 1280, height: 900 },
    colorScheme,
    profile = mkdtempSync(path.join(os.tmpdir(), 'ivbench-lab-profile-')),
    args = [],
  } = options;
  const removeProfile = () => {
    if (options.profile !== undefined) return;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  // A profile on disk, not an incognito one: that one keeps its databases in memory.
  const launched = chromium.launchPersistentContext(profile, {
    executablePath: program,
    headless: true,
    viewport,
    ...(colorScheme ? { colorScheme } : {}),
    // The runner answers Ctrl-C itself: it saves what was answered before it closes the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--no-sandbox',
      '--enable-unsafe-webgpu',
      ...(softwareGpu ? ['--use-webgpu-adapter=swiftshader'] : []),
      ...args,
      ...(process.env['IVBENCH_CHROMIUM_ARGS'] ?? '').split(/\s+/).filter((arg) => arg !== ''),
    ],
  });
  try {
    const context = await launched;
    const page = context.pages()[0] ?? (await context.newPage());
    return {
      context,
      page,
      close: async () => {
        await context.close().catch(() => undefined);
        removeProfile();
      },
    };
  } catch (error) {
    removeProfile();
    throw error;
  }
}

/** Whether a page gets a WebGPU adapter. It must be at a secure address, as the built page on loopback is. */
export const hasGpuAdapter = (/** @type {import('playwright').Page} */ page) =>
  page.evaluate(async () => {
    const gpu = /** @type {any} */ (navigator).gpu;
    return gpu !== undefined && (await gpu.requestAdapter()) !== null;
  });

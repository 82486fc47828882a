import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { contentSecurityPolicy, isolationHeaders } from './scripts/headers.mjs';
import { compressedWasm } from './scripts/vite-compressed-wasm.mjs';

/**
 * Each test begins with cold wasm, and Chromium's optimising compiler took a sixth (40 questions) to a third (one)
 * of a run's CPU time: here it waits thirty times longer (the default is 13 million). The code is the same.
 */
const lateOptimising = '--js-flags=--wasm-tiering-budget=400000000';

/** SwiftShader stands in for a GPU; it has no shader-f16 (see README, Limits). */
const chromiumArgs = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  lateOptimising,
];

export default defineConfig({
  // Relative URLs only: the build can be put under any path of any static host.
  base: './',
  plugins: [
    svelte({ configFile: false, compilerOptions: { runes: true } }),
    compressedWasm(),
    {
      name: 'content-security-policy',
      apply: 'build',
      transformIndexHtml: (html) =>
        html.replace(
          '<!-- csp -->',
          `<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">`,
        ),
    },
  ],
  worker: { format: 'es', plugins: () => [compressedWasm()] },
  build: { target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 1500 },
  // These load files of their own beside them; prebundling would move them away from those files.
  optimizeDeps: {
    // Only workers import the first, and the others are fetched late: found then, they would reload the page.
    include: [
      'mediabunny',
      'hyparquet',
      'hyparquet-compressors',
      '@observablehq/plot',
      '@stdlib/stats-base-dists-binomial-cdf',
      '@stdlib/stats-base-dists-t-cdf',
      '@stdlib/stats-base-dists-t-quantile',
    ],
    exclude: ['svelte', '@ffmpeg/core', 'onnxruntime-web', '@huggingface/transformers'],
  },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/unit/**/*.test.ts'],
          // A slow machine is no failure; a test that hangs is.
          testTimeout: 60_000,
        },
      },
      {
        // The built page, driven as a visitor or the terminal runner would.
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          env: { IVBENCH_CHROMIUM_ARGS: lateOptimising },
          testTimeout: 420_000,
          hookTimeout: 420_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/hub-setup.ts'],
          setupFiles: ['test/support/empty-store.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
                args: chromiumArgs,
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});

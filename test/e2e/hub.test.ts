import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { distFolder, ensureBuilt, filesUnder } from '../../scripts/lib/build.mjs';
import { ensureChromium } from '../../scripts/lib/chromium.mjs';
import { LabPage } from '../../scripts/lib/lab-page.mjs';
import { claimModelCache } from '../../scripts/lib/model-cache.mjs';
import { root } from '../../scripts/lib/project.mjs';
import { serveFolder } from '../../scripts/lib/serve.mjs';
import { hubDemo } from '../support/hub-model.js';
import { startHub, type HubServer } from '../support/hub-server.js';
import { lettersOf, readLog, readReport, runEval, temporaryFolder } from './run-eval.js';

let hub: HubServer;

beforeAll(async () => {
  await ensureBuilt();
  hub = await startHub();
});

afterAll(() => hub.close());

const { id, revision } = hubDemo;

async function letters(lab: LabPage) {
  await lab.page.locator('input[name=limit]').fill('3');
  await lab.page.locator('input[name=frames]').fill('8');
  await lab.run.start();
  await lab.page
    .locator('#run-status:is([data-phase=finished], [data-phase=failed])')
    .waitFor({ state: 'attached', timeout: 240_000 });
  expect(await lab.run.status()).toMatchObject({ phase: 'finished', done: 3, unscored: 0 });
  await lab.run.whenIdle();
  const folder = temporaryFolder();
  await lab.save('export-log', path.join(folder, 'log.jsonl'));
  return lettersOf(readLog(folder));
}

const ended = async (lab: LabPage) => {
  await lab.page
    .locator('#hub-status:is([data-phase=done], [data-phase=error])')
    .waitFor({ state: 'attached', timeout: 120_000 });
  return lab.model.downloadStatus();
};

test('a model is asked for, interrupted, resumed, run, and run again without the hub', async () => {
  const own = await startHub();
  const server = await serveFolder(distFolder, { hub: `${own.url}/e2e/cut` });
  const browser = await launchBrowser(await ensureChromium());
  try {
    const lab = new LabPage(browser.page);
    const toHub: string[] = [];
    browser.context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !/^(blob|data):/.test(url)) toHub.push(url);
      if (url.startsWith(`${server.url}hub/`)) toHub.push(url);
    });
    await lab.open(`${server.url}?hub=hub/`);
    await lab.data.loadDemo();
    const byDemo = await letters(lab);
    await lab.model.openHub();
    expect([toHub, own.log('e2e')]).toEqual([[], []]);

    await lab.model.startDownload({ id, revision: 'main' }, 'auto', 'wasm');
    expect(await ended(lab)).toMatchObject({
      phase: 'error',
      message: expect.stringMatching(/decoder.*interrupted.*resume/) as string,
    });
    await lab.button('resume-download').click();
    expect((await ended(lab)).phase).toBe('done');
    const decoder = own.log('e2e').filter(({ path: file }) => /^store.*decoder/.test(file));
    expect(decoder.map(({ status }) => status)).toEqual([200, 206]);
    expect(await letters(lab)).toEqual(byDemo);

    await own.close();
    const { length } = toHub;
    await lab.open(`${server.url}?hub=hub/`);
    await lab.data.loadDemo();
    await lab.page.locator('select[name=model]').selectOption(`hub:${id}@${revision}`);
    expect(await letters(lab)).toEqual(byDemo);
    expect(toHub).toHaveLength(length);
  } finally {
    await browser.close();
    await server.close();
    await own.close().catch(() => undefined);
  }
});

test('storage that is full is said, and what came is kept', async () => {
  const server = await serveFolder(distFolder, { hub: `${hub.url}/full/none` });
  const browser = await launchBrowser(await ensureChromium());
  try {
    const lab = new LabPage(browser.page);
    await lab.open(`${server.url}?hub=hub/`);
    const session = await browser.context.newCDPSession(browser.page);
    const origin = new URL(server.url).origin;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
    await lab.model.startDownload({ id, revision }, 'auto', 'wasm');
    expect(await ended(lab)).toMatchObject({
      phase: 'error',
      message: expect.stringContaining('storage is full') as string,
    });
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await lab.button('resume-download').click();
    expect((await ended(lab)).phase).toBe('done');
  } finally {
    await browser.close();
    await server.close();
  }
});

describe('from the terminal', () => {
  afterEach(() => {
    delete process.env['HF_ENDPOINT'];
  });
  const few = ['--demo', '--limit', '3', '--frames', '8', '--device', 'wasm'];

  test('a model of the hub and a zip give the letters of the folder', async () => {
    process.env['HF_ENDPOINT'] = `${hub.url}/terminal/none`;
    const byHub = await runEval(...few, '--model', id);
    expect(byHub.code, byHub.output).toBe(0);
    const { manifest } = readReport(byHub.folder) as { manifest: { model: object } };
    expect(manifest.model).toMatchObject({ id, revision, source: 'hub' });

    const folder = path.join(root, 'public', 'demo', 'model');
    const zip = path.join(temporaryFolder(), 'tiny.zip');
    const entries = filesUnder(folder).map((file) => [
      path.relative(folder, file).replaceAll(path.sep, '/'),
      new Uint8Array(readFileSync(file)),
    ]);
    writeFileSync(zip, zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>));
    const byZip = await runEval(...few, '--model', zip);
    expect(byZip.code, byZip.output).toBe(0);
    expect(lettersOf(readLog(byZip.folder))).toEqual(lettersOf(readLog(byHub.folder)));
  });

  test('--cache keeps it: the next command downloads nothing, and needs no hub', async () => {
    const own = await startHub();
    process.env['HF_ENDPOINT'] = `${own.url}/cache/none`;
    const cache = path.join(temporaryFolder(), 'models');
    const one = ['--demo', '--limit', '1', '--frames', '2', '--device', 'wasm'];
    const kept = [...one, '--model', id, '--cache', cache];
    try {
      const first = await runEval(...kept);
      expect(first.code, first.output).toBe(0);
      const files = () => own.log('cache').filter(({ path: file }) => !file.startsWith('api/'));
      const { length } = files();
      expect(length).toBeGreaterThan(3);

      const second = await runEval(...kept);
      expect(second.code, second.output).toBe(0);
      expect(files()).toHaveLength(length);

      await own.close();
      const third = await runEval(...kept, '--dtype', 'fp32,decoder=auto');
      expect(third.code, third.output).toBe(0);
      expect(third.output).toContain(`${id} at ${revision}`);
      for (const { folder } of [second, third]) {
        expect(lettersOf(readLog(folder))).toEqual(lettersOf(readLog(first.folder)));
        expect(readReport(folder)).toMatchObject({ manifest: { model: { id, revision } } });
      }

      const other = await runEval(...one, '--model', `${id}@${'0'.repeat(40)}`, '--cache', cache);
      expect([other.code, other.output]).toEqual([1, expect.stringContaining('no answer')]);
    } finally {
      await own.close().catch(() => undefined);
    }
  });

  test('two commands cannot share a --cache at the same time', async () => {
    const cache = temporaryFolder();
    const holder = claimModelCache(cache);
    const { code, output } = await runEval(...few, '--cache', cache);
    holder.release();
    expect([code, output]).toEqual([1, expect.stringContaining('in use by another command')]);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('one that is gated ends with exit code 1 and what to do', async () => {
    process.env['HF_ENDPOINT'] = `${hub.url}/terminal/none`;
    const { code, output } = await runEval(...few, '--model', 'lab-tests/gated');
    expect([code, output]).toEqual([1, expect.stringMatching(/is gated.*folder/)]);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

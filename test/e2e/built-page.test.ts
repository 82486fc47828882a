import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { distFolder, ensureBuilt, filesUnder } from '../../scripts/lib/build.mjs';
import { ensureChromium } from '../../scripts/lib/chromium.mjs';
import { LabPage } from '../../scripts/lib/lab-page.mjs';
import { serveFolder } from '../../scripts/lib/serve.mjs';

test('no built file is over the 24 MiB that some static hosts allow', async () => {
  await ensureBuilt();
  const large = filesUnder(distFolder).filter((file) => statSync(file).size > 24 * 1024 * 1024);
  expect(large).toEqual([]);
});

test('the built page names its files relative to itself only', async () => {
  await ensureBuilt();
  const page = readFileSync(path.join(distFolder, 'index.html'), 'utf8');
  const links = [...page.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, url]) => url);
  expect(links.length).toBeGreaterThan(1);
  expect(links.filter((url) => !url?.startsWith('./'))).toEqual([]);
  const styles = filesUnder(distFolder).filter((file) => file.endsWith('.css'));
  for (const file of styles) expect(readFileSync(file, 'utf8')).not.toMatch(/url\(["']?(\/|http)/);
});

test('under a sub-path and with every other host blocked, it answers three demo questions', async () => {
  await ensureBuilt();
  const server = await serveFolder(distFolder, { base: '/some/where else/'.replace(' ', '%20') });
  const browser = await launchBrowser(await ensureChromium(), {
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  try {
    const requests: string[] = [];
    browser.context.on('request', (request) => requests.push(request.url()));
    const lab = new LabPage(browser.page);
    await lab.open(server.url);
    await lab.data.loadDemo();
    await browser.page.locator('input[name=limit]').fill('3');
    await lab.run.start();
    await browser.page
      .locator('#run-status:is([data-phase=finished], [data-phase=failed])')
      .waitFor({ state: 'attached', timeout: 240_000 });
    expect(await lab.run.status()).toMatchObject({ phase: 'finished', done: 3, unscored: 0 });
    expect(await lab.run.table()).not.toBe('');
    expect(requests.length).toBeGreaterThan(3);
    expect(
      requests.filter((url) => !url.startsWith(server.url) && !/^(blob|data):/.test(url)),
    ).toEqual([]);
  } finally {
    await browser.close();
    await server.close();
  }
});

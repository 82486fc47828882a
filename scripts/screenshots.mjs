// `node scripts/screenshots.mjs`: runs the demo in the built page and takes the README's pictures into docs/.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { distFolder, ensureBuilt } from './lib/build.mjs';
import { launchBrowser } from './lib/browser.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { LabPage } from './lib/lab-page.mjs';
import { ScriptError, root, runMain } from './lib/project.mjs';
import { serveFolder } from './lib/serve.mjs';

const folder = path.join(root, 'docs');

await runMain(async () => {
  await ensureInstalled();
  await ensureBuilt();
  mkdirSync(folder, { recursive: true });
  const server = await serveFolder(distFolder);
  const browser = await launchBrowser(await ensureChromium(), {
    viewport: { width: 1100, height: 1000 },
    colorScheme: 'light',
  });
  try {
    const { page } = browser;
    const lab = new LabPage(page);
    await lab.open(server.url);
    /** @param {string} name */
    const take = async (name) => {
      await page.screenshot({ path: path.join(folder, name) });
      console.log(`docs/${name}`);
    };
    await take('start.png');
    await lab.button('run-demo').click();
    await page
      .locator('#run-status:is([data-phase=finished], [data-phase=failed])')
      .waitFor({ state: 'attached', timeout: 10 * 60_000 });
    const { phase, message } = await lab.run.status();
    if (phase !== 'finished') throw new ScriptError(`The demo did not finish: ${message}`);
    await lab.run.whenIdle();
    await page.evaluate(() => {
      globalThis.scrollTo(0, 0);
    });
    await take('report.png');
    await lab.button('export-results').scrollIntoViewIfNeeded();
    const question = page.locator('main .list > details').first();
    await question.locator('summary').first().click();
    await page
      .getByRole('list', { name: 'Frames' })
      .locator('img, canvas')
      .nth(31)
      .waitFor({ state: 'attached', timeout: 60_000 });
    await question.evaluate((element) => {
      element.scrollIntoView();
    });
    await take('question.png');
  } finally {
    await browser.close();
    await server.close();
  }
});

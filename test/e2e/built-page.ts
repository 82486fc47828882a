import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { distFolder, ensureBuilt } from '../../scripts/lib/build.mjs';
import { ensureChromium } from '../../scripts/lib/chromium.mjs';
import { LabPage } from '../../scripts/lib/lab-page.mjs';
import { serveFolder } from '../../scripts/lib/serve.mjs';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

/** The built page, open in a browser of its own. */
export interface OpenPage {
  readonly lab: LabPage;
  readonly context: Browser['context'];
  readonly url: string;
}

/**
 * Opens the built page for a test and closes everything after it.
 * @param hub address of a hub of models that the page is to use
 */
export async function withBuiltPage(
  test: (open: OpenPage) => Promise<void>,
  hub?: string,
): Promise<void> {
  await ensureBuilt();
  const server = await serveFolder(distFolder, hub === undefined ? {} : { hub });
  const url = hub === undefined ? server.url : `${server.url}?hub=hub/`;
  const browser = await launchBrowser(await ensureChromium());
  try {
    const lab = new LabPage(browser.page);
    await lab.open(url);
    await test({ lab, context: browser.context, url });
  } finally {
    await browser.close();
    await server.close();
  }
}

// `npm start`: installs what is missing, builds if needed, serves the page on loopback and opens a browser.
import { parseArgs } from 'node:util';
import { distFolder, ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { openBrowser } from './lib/open-browser.mjs';
import { runMain } from './lib/project.mjs';
import { serveFolder } from './lib/serve.mjs';

const usage = `Usage: npm start -- [--port N] [--no-open]

  --port N    the port to serve on (default: 4173, or the next free one)
  --no-open   do not open a browser`;

/** @returns {{port: number | null, open: boolean} | string} what was asked for, or what is wrong with it */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return '';
    const port = values.port === undefined ? null : Number(values.port);
    if (port !== null && (!Number.isInteger(port) || port < 0 || port > 65535))
      return `--port takes a number from 0 to 65535, not "${values.port}".`;
    return { port, open: !values['no-open'] };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

await runMain(async () => {
  const wanted = readArguments();
  if (typeof wanted === 'string') {
    console.error(wanted === '' ? usage : `${wanted}\n\n${usage}`);
    return wanted === '' ? 0 : 2;
  }
  await ensureInstalled();
  await ensureBuilt();
  const { url } = await serveFolder(distFolder, {
    port: wanted.port ?? 4173,
    anyPort: wanted.port === null,
  });
  console.log(`IV-Bench Lab is at ${url} (Ctrl-C ends it)`);
  if (wanted.open) openBrowser(url);
});

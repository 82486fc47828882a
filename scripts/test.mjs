// `npm test`: installs what is missing, finds or installs a Chromium, then checks everything and counts it together.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ScriptError, root, runMain } from './lib/project.mjs';
import { runPackage, stopCommands } from './lib/run-command.mjs';
import { summarise } from './lib/test-results.mjs';

/** @typedef {import('./lib/test-results.mjs').TestOutcome} TestOutcome */

const minutes = 60_000;

/** @param {string} title */
const heading = (title) => {
  console.log(`\n== ${title}`);
};

/**
 * A check that counts as one test. What it says comes whole when it has ended, so that several can run side by side.
 * @param {string} name
 * @param {string} program path inside node_modules
 * @param {readonly string[]} args
 * @returns {Promise<TestOutcome>}
 */
async function check(name, program, args) {
  const options = { timeoutMs: 5 * minutes, capture: true };
  const { code, timedOut, output } = await runPackage(program, args, options);
  heading(name);
  console.log(output.trimEnd());
  const reason = timedOut ? 'no end after 5 minutes' : `exit code ${code}, see above`;
  return { name, state: code === 0 ? 'passed' : 'failed', reason: code === 0 ? null : reason };
}

/**
 * A Vitest project; each of its tests counts.
 * @param {string} project its name in vite.config.ts
 * @param {string} chromium
 * @param {number} timeoutMs
 * @returns {Promise<TestOutcome[]>}
 */
async function vitest(project, chromium, timeoutMs) {
  const name = `${project} tests`;
  heading(name);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench-lab-test-'));
  const file = path.join(folder, 'results.json');
  const reporter = path.join(root, 'scripts', 'lib', 'vitest-results.mjs');
  try {
    const { code, timedOut } = await runPackage(
      'vitest/vitest.mjs',
      ['run', '--project', project, '--reporter', 'default', '--reporter', reporter],
      {
        env: { ...process.env, CHROMIUM: chromium, TEST_RESULTS_FILE: file },
        timeoutMs,
      },
    );
    /** @type {TestOutcome[]} */
    const outcomes = JSON.parse(readFileSync(file, 'utf8'));
    if (code !== 0 && outcomes.every(({ state }) => state !== 'failed'))
      outcomes.push({ name, state: 'failed', reason: `Vitest ended with exit code ${code}` });
    if (timedOut) outcomes.push({ name, state: 'failed', reason: 'Vitest did not end by itself' });
    return outcomes;
  } catch {
    return [{ name, state: 'failed', reason: 'Vitest gave no results, see above' }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<TestOutcome[]>} */
async function build() {
  heading('build');
  try {
    await ensureBuilt();
    return [{ name: 'build', state: 'passed', reason: null }];
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    console.error(error.message);
    return [{ name: 'build', state: 'failed', reason: 'see above' }];
  }
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => {
    stopCommands();
    process.exit(1);
  });

await runMain(async () => {
  await ensureInstalled();
  const chromium = await ensureChromium();
  console.log(`Browser: ${chromium}`);
  const outcomes = [
    ...(await Promise.all([
      check('type check', 'svelte-check/bin/svelte-check', ['--fail-on-warnings']),
      check('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
      check('format', 'prettier/bin/prettier.cjs', ['--check', '.']),
    ])),
    ...(await vitest('unit', chromium, 5 * minutes)),
    ...(await vitest('browser', chromium, 18 * minutes)),
    ...(await build()),
    ...(await vitest('e2e', chromium, 14 * minutes)),
  ];
  const { text, exitCode } = summarise(outcomes);
  console.log(`\n${text}`);
  return exitCode;
});

import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spread } from './bench/statistics.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, runMain, ScriptError } from './lib/project.mjs';

/**
 * Benchmarks of the built page. Ratios within one run are what counts; a machine's milliseconds are its own. Results
 * are kept by hand in test/bench/RESULTS.md.
 *
 * @typedef {(rounds: number, show: typeof spread) => Promise<readonly object[]>} Bench gives the rows of a table
 * @type {Readonly<Record<string, () => Promise<Bench>>>}
 */
const benches = {
  frames: async () => (await import('./bench/frames.mjs')).benchFrames,
  model: async () => (await import('./bench/model.mjs')).benchModel,
  ui: async () => (await import('./bench/ui.mjs')).benchUi,
};

await runMain(async () => {
  const [name = '', flag, count] = process.argv.slice(2);
  const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
  const rounds = flag === '--rounds' ? Number(count) : 3;
  if (!load || !Number.isInteger(rounds) || rounds < 1)
    throw new ScriptError(`npm run bench -- ${Object.keys(benches).join('|')} [--rounds N]`);
  await ensureInstalled();
  const bench = await load();
  const rows = await bench(rounds, spread);
  console.table(rows);
  const folder = path.join(root, '.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.json`);
  const report = { name, rounds, cpus: os.cpus().length, rows };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`Written to ${file}.`);
});

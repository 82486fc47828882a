// `node scripts/record-demo-figures.mjs`: runs the demo in each condition and records its figures for `npm test`, which
// compares with them. To be run, and looked at, whenever the demo's data or weights change.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ScriptError, root, runMain } from './lib/project.mjs';
import { runCommand } from './lib/run-command.mjs';

const conditions = ['full', 'image-masked', 'video-masked', 'frames-shuffled'];
const target = path.join(root, 'test', 'fixtures', 'demo-figures.json');

await runMain(async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench-lab-figures-'));
  try {
    let answers = 0;
    /** @type {Record<string, number>} */
    const accuracy = {};
    for (const condition of conditions) {
      const log = path.join(folder, `${condition}.jsonl`);
      const script = path.join(root, 'scripts', 'eval.mjs');
      const args = [script, '--demo', '--condition', condition, '--log', log];
      const { code } = await runCommand(process.execPath, args);
      if (code !== 0) throw new ScriptError(`The condition ${condition} did not finish.`);
      const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
      const right = lines.filter((line) => JSON.parse(line).outcome === 'correct').length;
      answers = lines.length;
      accuracy[condition] = Math.round((1000 * right) / answers) / 10;
    }
    const made = 'node scripts/record-demo-figures.mjs; accuracy in per cent of all answers';
    writeFileSync(target, `${JSON.stringify({ made, answers, accuracy }, null, 2)}\n`);
    console.log(readFileSync(target, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

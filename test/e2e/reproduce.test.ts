import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { runCommand } from '../../scripts/lib/run-command.mjs';
import { lettersOf, readLog, readReport, runEval, temporaryFolder } from './run-eval.js';

const evaluate = (...args: readonly string[]) =>
  runCommand(process.execPath, [path.join(root, 'scripts', 'eval.mjs'), ...args], {
    capture: true,
  });

test('a run of the demo is verified from its log, and repeated from its report', async () => {
  const first = await runEval('--demo', '--device', 'wasm', '--frames', '4', '--limit', '4');
  expect(first.code, first.output).toBe(0);
  const log = path.join(first.folder, 'log.jsonl');
  const folder = temporaryFolder();

  const report = path.join(folder, 'verification.json');
  const same = await evaluate('--verify', log, '--sample', '3', '--report', report);
  expect(same.code, same.output).toBe(0);
  expect(same.output).toMatch(/Asked again on .*: 3 of 3 letters are the same \(3 questions\)/);
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
    kind: 'verification',
    letters: { same: 3, of: 3 },
    surroundings: [],
    manifest: { protocol: { frames: 4, limit: 4 } },
  });

  // An answer that this model does not give.
  const [line = '', ...lines] = readFileSync(log, 'utf8').split('\n');
  const { letter } = JSON.parse(line) as { letter: string };
  const changed = line.replace(`"letter":"${letter}"`, `"letter":"${letter === 'a' ? 'b' : 'a'}"`);
  const other = path.join(folder, 'other.jsonl');
  writeFileSync(other, [changed, ...lines].join('\n'));
  const differs = await evaluate('--verify', other);
  expect(differs.code, differs.output).toBe(1);
  expect(differs.output).toContain('3 of 4 letters are the same');
  expect(differs.output).toContain(`, now ${letter}`);

  const again = await runEval('--config', path.join(first.folder, 'report.json'));
  expect(again.code, again.output).toBe(0);
  expect(again.output).not.toContain('Unlike in report.json');
  expect(lettersOf(readLog(again.folder))).toEqual(lettersOf(readLog(first.folder)));
  expect(readReport(again.folder)).toMatchObject({
    manifest: { protocol: { frames: 4, limit: 4 } },
    samples: (readReport(first.folder) as { samples: number[] }).samples,
  });
});

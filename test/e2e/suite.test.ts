import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { runCommand } from '../../scripts/lib/run-command.mjs';
import { readLog, temporaryFolder } from './run-eval.js';

test('a suite from the terminal leaves out what the model has no room for, and writes all its runs', async () => {
  const folder = temporaryFolder();
  const report = path.join(folder, 'report.json');
  const { code, output } = await runCommand(
    process.execPath,
    [
      ...[path.join(root, 'scripts', 'eval.mjs'), '--demo', '--device', 'wasm', '--limit', '2'],
      ...['--suite', 'grid', '--grid', 'frames=2,4,1000', '--subset', 'stratified'],
      ...['--report', report, '--log', path.join(folder, 'log.jsonl')],
    ],
    { capture: true },
  );
  expect(code, output).toBe(0);
  expect(output).toContain('3 runs of 2 questions: 6 answers');
  expect(output).toContain('Not run: 1000 frames.');
  expect(output).toContain('2 questions support no claim');
  expect(output).toMatch(/^4 frames +2 /m);
  expect(readLog(folder)).toHaveLength(4);
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
    kind: 'suite',
    rows: [{ role: '2 frames' }, { role: '4 frames', comparison: { n: 2 } }],
    notRun: [{ name: '1000 frames' }],
    runs: [
      { manifest: { protocol: { frames: 2, subset: 'stratified' } } },
      { manifest: { protocol: { frames: 4 } } },
    ],
  });
});

import { mkdirSync, openAsBlob, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { runCommand } from '../../scripts/lib/run-command.mjs';
import { withCoarseExports } from '../support/coarse-model.js';
import { readReport, temporaryFolder } from './run-eval.js';

/** The demo model's folder with a second export of coarser weights beside its own. */
async function exportsFolder(): Promise<string> {
  const demo = path.join(root, 'public', 'demo', 'model');
  const names = (await readdir(demo, { recursive: true })).filter((name) => /\.\w+$/.test(name));
  const entries = names.map(async (name): Promise<[string, Blob]> => [
    name.replaceAll(path.sep, '/'),
    await openAsBlob(path.join(demo, name)),
  ]);
  const own = { id: 'demo', source: 'folder', files: new Map(await Promise.all(entries)) } as const;
  const { files } = await withCoarseExports(own, { q4: 2 });
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'onnx'));
  for (const [name, blob] of files)
    writeFileSync(path.join(folder, name), new Uint8Array(await blob.arrayBuffer()));
  return folder;
}

test('the terminal checks exports, says what a model lacks, and writes the report', async () => {
  const folder = temporaryFolder();
  const { code, output } = await runCommand(
    process.execPath,
    [
      ...[path.join(root, 'scripts', 'eval.mjs'), '--demo', '--model', await exportsFolder()],
      ...['--export-check', 'fp32,q4,q8', '--no-sessions-alone', '--limit', '2', '--frames', '2'],
      ...['--device', 'wasm', '--report', path.join(folder, 'report.json')],
    ],
    { capture: true },
  );
  expect(code, output).toBe(0);
  expect(output).toMatch(/^fp32 +wasm/m);
  expect(output).toMatch(/^q4 +wasm/m);
  expect(output).toContain('Not run: q8.');
  expect(readReport(folder)).toMatchObject({
    schema: 1,
    kind: 'export-check',
    reference: { name: 'fp32', answers: 2 },
    variants: [{ name: 'q4', difference: { shared: 2, notCompared: 0 } }],
    notRun: [{ name: 'q8' }],
    runs: [{ manifest: { model: { dtype: 'fp32' } } }, { manifest: { model: { dtype: 'q4' } } }],
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { withBuiltPage } from './built-page.js';
import {
  readLog,
  readReport,
  readResults,
  runEval,
  temporaryFolder,
  type LogLine,
} from './run-eval.js';

/** Two-minute clips in four containers and a hand-written question file; make.sh there tells how they were made. */
const ownData = path.join(root, 'test', 'fixtures', 'own-data');
interface Group {
  readonly name: string;
  readonly n: number;
}

const modelFolder = path.join(root, 'public', 'demo', 'model');

/** The same through the page: the folder with everything in it, given at once, and the model picked as a folder. */
async function runInPage(): Promise<LogLine[]> {
  const folder = temporaryFolder();
  await withBuiltPage(async ({ lab }) => {
    await lab.model.choose({ kind: 'folder', folder: modelFolder }, 'auto', 'wasm');
    await lab.data.addFolder(ownData);
    expect(await lab.data.status()).toMatchObject({ samples: 7, runnable: 6, missingVideos: 1 });
    await lab.page.locator('input[name=frames]').fill('8');
    await lab.run.start();
    await lab.page
      .locator('#run-status:is([data-phase=finished], [data-phase=failed])')
      .waitFor({ state: 'attached', timeout: 240_000 });
    expect(await lab.run.status()).toMatchObject({ phase: 'finished', done: 6, unscored: 0 });
    await lab.run.whenIdle();
    await lab.save('export-log', path.join(folder, 'log.jsonl'));
  });
  return readLog(folder);
}

const essentials = ({ videoId, dataId, letter, letterLogprobs, frames }: LogLine) => ({
  question: `${videoId}/${dataId}`,
  letter,
  letterLogprobs,
  frames,
});

test("one's own two-minute clips get the same answers through page and terminal", async () => {
  const { code, output, folder } = await runEval(
    ...['--question_file', path.join(ownData, 'questions.jsonl')],
    ...['--video_dir', path.join(ownData, 'videos'), '--image_dir', path.join(ownData, 'images')],
    ...['--model_path', modelFolder, '--nframes', '8', '--device', 'wasm'],
  );
  expect(code, output).toBe(0);
  expect(output).toContain('7 questions, 6 can be asked (missing: 1 videos, 0 query images)');
  const log = readLog(folder);
  expect(log.map(({ outcome }) => outcome)).not.toContain('unscored');
  for (const { frames } of log) {
    expect(frames).toHaveLength(8);
    expect(frames[0]?.time).toBeCloseTo(0, 1);
    expect(frames[7]?.time).toBeGreaterThan(119);
  }
  expect((await runInPage()).map(essentials)).toEqual(log.map(essentials));
});

test('values by video slice the report', async () => {
  const table = path.join(temporaryFolder(), 'domains.csv');
  writeFileSync(
    table,
    'video_id,domain\n-testsrcAAA,Pattern\ntestsrc2_BB,Pattern\nbarsCCCCCCC,Bars\n',
  );
  const { code, output, folder } = await runEval(
    ...['--question-file', path.join(ownData, 'questions.jsonl'), '--condition', 'text-only'],
    ...['--model', 'demo', '--side-table', table],
  );
  expect(code, output).toBe(0);
  expect(output).toMatch(/^By domain +Questions/m);
  const { slices } = readReport(folder) as { slices: { column: string; groups: Group[] }[] };
  expect(slices.map(({ column }) => column)).toEqual(['domain']);
  const counts = slices[0]?.groups.map(({ name, n }) => [name, n]);
  const asked = readLog(folder).map(({ videoId }) => videoId);
  const of = (...ids: string[]) => asked.filter((id) => ids.includes(id)).length;
  expect(Object.fromEntries(counts ?? [])).toEqual({
    Pattern: of('-testsrcAAA', 'testsrc2_BB'),
    Bars: of('barsCCCCCCC'),
    '(none)': of('pal75DDDDDD', 'missingEEEE'),
  });
});

test('the results file holds, a video a line, what the reference harness reads back', async () => {
  const { code, output, folder } = await runEval(
    ...['--question-file', path.join(ownData, 'questions.jsonl'), '--condition', 'text-only'],
    ...['--model', 'demo'],
  );
  expect(code, output).toBe(0);
  const asked = readFileSync(path.join(ownData, 'questions.jsonl'), 'utf8').trimEnd().split('\n');
  const results = readResults(folder);
  expect(results.slice(0, -1).flatMap(Object.keys)).toEqual(
    asked.flatMap((line) => Object.keys(JSON.parse(line) as object)),
  );
  expect(results.at(-1)?.['total']).toMatchObject({ total: 7 });
});

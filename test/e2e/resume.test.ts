import path from 'node:path';
import type { BrowserContext } from 'playwright';
import { expect, test } from 'vitest';
import { LabPage } from '../../scripts/lib/lab-page.mjs';
import { root } from '../../scripts/lib/project.mjs';
import { hubDemo } from '../support/hub-model.js';
import { startHub } from '../support/hub-server.js';
import { withBuiltPage } from './built-page.js';
import { readReport, temporaryFolder } from './run-eval.js';

const ownData = path.join(root, 'test', 'fixtures', 'own-data');
const patient = { state: 'attached', timeout: 240_000 } as const;

async function openPage(context: BrowserContext, url: string): Promise<LabPage> {
  const lab = new LabPage(await context.newPage());
  await lab.open(url);
  return lab;
}

/** Waits for some answers, then kills the tab. Gives how many there were. */
async function killAfter(lab: LabPage, answers: number): Promise<number> {
  const seen = await lab.page.waitForFunction(
    (least) => {
      const done = Number(document.querySelector('#run-status')?.getAttribute('data-done'));
      return done >= least ? done : null;
    },
    answers,
    { timeout: 240_000 },
  );
  const done = await seen.jsonValue();
  await lab.page.close({ runBeforeUnload: false });
  return done ?? 0;
}

test('a killed tab loses no answer: the demo goes on where it was', () =>
  withBuiltPage(async ({ lab, context, url }) => {
    await lab.data.loadDemo();
    await lab.page.locator('input[name=frames]').fill('4');
    await lab.page.locator('input[name=limit]').fill('8');
    await lab.run.start();
    const before = await killAfter(lab, 2);

    const again = await openPage(context, url);
    await again.page.getByText('unfinished').waitFor(patient);
    await again.button('show').click();
    await again.page.locator('pre#report-table').waitFor(patient);
    const [, answers] = /All questions +(\d+)/.exec(await again.run.table()) ?? [];
    expect(Number(answers)).toBeGreaterThanOrEqual(before);
    await again.button('continue').click();
    await again.page.locator('#run-status[data-phase=finished]').waitFor(patient);
    expect(await again.run.status()).toMatchObject({ done: 8, total: 8, unscored: 0 });
  }));

test("one's own files are asked for again, checked, and the run goes on", () =>
  withBuiltPage(async ({ lab, context, url }) => {
    await lab.data.addFolder(ownData);
    await lab.page.locator('input[name=frames]').fill('4');
    await lab.run.start();
    await killAfter(lab, 1);

    const again = await openPage(context, url);
    await again.button('continue').click();
    await again.page.getByRole('alert').getByText('Give questions.jsonl').waitFor(patient);
    await again.data.addFiles([path.join(ownData, 'questions.jsonl')]);
    await again.button('continue').click();
    await again.page.getByRole('alert').getByText('still need their files').waitFor(patient);
    await again.data.addFolder(ownData);
    await again.button('continue').click();
    await again.page.locator('#run-status[data-phase=finished]').waitFor(patient);
    expect(await again.run.status()).toMatchObject({ done: 6, total: 6, unscored: 0 });
  }));

test('a run with a model of the hub goes on with the kept one, and says what to download where it lacks', async () => {
  const hub = await startHub();
  const { id, revision } = hubDemo;
  const download = async (lab: LabPage, from: string) => {
    await lab.model.startDownload({ id, revision: from }, 'auto', 'wasm');
    await lab.page.locator('#hub-status[data-phase=done]').waitFor(patient);
  };
  try {
    await withBuiltPage(async ({ lab, context, url }) => {
      await lab.data.loadDemo();
      await download(lab, 'main');
      await lab.page.locator('input[name=frames]').fill('4');
      await lab.page.locator('input[name=limit]').fill('8');
      await lab.run.start();
      await killAfter(lab, 2);

      const again = await openPage(context, url);
      await again.data.loadDemo();
      await again.model.openHub();
      await again.button('remove-model').click();
      await again.page.locator('[data-kept]').waitFor({ ...patient, state: 'detached' });
      await again.button('continue').click();
      await again.page.locator('#run-status[data-phase=paused]').waitFor(patient);
      const { message } = await again.run.status();
      expect(message).toContain(`${id} at the commit ${revision} is not kept`);
      await again.run.whenIdle();
      expect(await again.page.locator('[data-kept]').count()).toBe(0);

      await download(again, revision);
      await hub.close();
      await again.button('continue').click();
      await again.page.locator('#run-status[data-phase=finished]').waitFor(patient);
      expect(await again.run.status()).toMatchObject({ done: 8, total: 8, unscored: 0 });
      await again.run.whenIdle();
      const folder = temporaryFolder();
      await again.save('export-report', path.join(folder, 'report.json'));
      const model = { id, revision, source: 'hub' };
      expect(readReport(folder)).toMatchObject({ manifest: { model } });
    }, `${hub.url}/resume/none`);
  } finally {
    await hub.close().catch(() => undefined);
  }
});

import path from 'node:path';
import type { BrowserContext } from 'playwright';
import { expect, test } from 'vitest';
import { LabPage } from '../../scripts/lib/lab-page.mjs';
import { root } from '../../scripts/lib/project.mjs';
import { withBuiltPage } from './built-page.js';

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

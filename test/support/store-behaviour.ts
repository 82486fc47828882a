import { deleteDB, openDB } from 'idb';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { aDataset, anAnswer, aRun } from './results.js';

/** A database as version 1 of the schema made it. */
const openVersion1 = (name: string) =>
  openDB(name, 1, {
    upgrade: (db) => {
      db.createObjectStore('runs', { keyPath: 'id' });
      db.createObjectStore('answers', { keyPath: ['runId', 'sample', 'rotation'] });
    },
  });

/** What holds of the store on any IndexedDB: run in node on fake-indexeddb and in a browser on the real one. */
export function describeStore(): void {
  let count = 0;
  const newName = () => `store-test-${count++}-${Math.random()}`;
  const inStore = async (work: (name: string) => Promise<void>) => {
    const name = newName();
    await work(name);
    await deleteDB(name);
  };

  test('runs, answers and data sets are there after it was opened again', () =>
    inStore(async (name) => {
      const first = await openStore(name);
      await first.saveDataset(aDataset());
      await first.saveRun(aRun());
      await first.putAnswer(anAnswer());
      first.close();
      const second = await openStore(name);
      expect(await second.getDataset('f00d')).toEqual(aDataset());
      expect(await second.getRun('run')).toEqual(aRun());
      expect(await second.answersOf('run')).toEqual([anAnswer()]);
      expect(await second.getRun('other')).toBeUndefined();
      expect(await second.getDataset('other')).toBeUndefined();
      second.close();
    }));

  test('answers come by sample, then rotation, only those of the run; one given again replaces', () =>
    inStore(async (name) => {
      const store = await openStore(name);
      for (const id of ['run', 'run2', 'ru']) await store.saveRun(aRun({ id }));
      const keys = [
        ['run', 10, 0],
        ['run', 2, 1],
        ['run2', 1, 0],
        ['run', 2, 0],
        ['ru', 1, 0],
      ] as const;
      for (const [runId, sample, rotation] of keys)
        await store.putAnswer(anAnswer({ runId, sample, rotation }));
      await store.putAnswer(anAnswer({ sample: 10, outcome: 'wrong' }));
      const answers = await store.answersOf('run');
      expect(answers.map(({ sample, rotation, outcome }) => [sample, rotation, outcome])).toEqual([
        [2, 0, 'correct'],
        [2, 1, 'correct'],
        [10, 0, 'wrong'],
      ]);
      store.close();
    }));

  test('runs are listed newest first and can be changed', () =>
    inStore(async (name) => {
      const store = await openStore(name);
      await store.saveRun(aRun({ id: 'new', createdAt: 2 }));
      await store.saveRun(aRun({ id: 'old', createdAt: 1 }));
      await store.updateRun('old', { status: 'paused', message: 'Paused.' });
      const runs = await store.listRuns();
      expect(runs.map(({ id, status }) => [id, status])).toEqual([
        ['new', 'running'],
        ['old', 'paused'],
      ]);
      expect(runs[1]?.message).toBe('Paused.');
      store.close();
    }));

  test('a deleted run takes its answers along, and its data set when no other run needs it', () =>
    inStore(async (name) => {
      const store = await openStore(name);
      await store.saveDataset(aDataset());
      for (const id of ['one', 'two']) {
        await store.saveRun(aRun({ id }));
        await store.putAnswer(anAnswer({ runId: id }));
      }
      await store.deleteRun('one');
      expect(await store.answersOf('one')).toEqual([]);
      expect(await store.answersOf('two')).toHaveLength(1);
      expect(await store.getDataset('f00d')).toEqual(aDataset());
      await store.deleteRun('two');
      expect(await store.listRuns()).toEqual([]);
      expect(await store.getDataset('f00d')).toBeUndefined();
      const late = { code: 'unexpected', message: expect.stringContaining('deleted') as string };
      await expect(store.putAnswer(anAnswer({ runId: 'two' }))).rejects.toMatchObject(late);
      await expect(store.updateRun('two', { status: 'paused' })).rejects.toMatchObject(late);
      expect(await store.answersOf('two')).toEqual([]);
      store.close();
    }));

  test('what version 1 stored is kept by the migration', () =>
    inStore(async (name) => {
      const old = await openVersion1(name);
      await old.put('runs', aRun());
      await old.put('answers', anAnswer());
      old.close();
      const store = await openStore(name);
      expect(await store.listRuns()).toEqual([aRun()]);
      expect(await store.answersOf('run')).toEqual([anAnswer()]);
      await store.saveDataset(aDataset());
      expect(await store.getDataset('f00d')).toEqual(aDataset());
      store.close();
    }));

  test('it gives way to a newer version in another tab, and says so', () =>
    inStore(async (name) => {
      const store = await openStore(name);
      const newer = await openDB(name, 99);
      await expect(store.listRuns()).rejects.toMatchObject({
        code: 'unexpected',
        message: expect.stringContaining('Reload this page') as string,
      });
      await expect(openStore(name)).rejects.toMatchObject({
        code: 'unexpected',
        message: expect.stringContaining('newer version') as string,
      });
      newer.close();
    }));

  test('it does not hang on an older version that another tab keeps open', () =>
    inStore(async (name) => {
      const older = await openVersion1(name);
      await expect(openStore(name)).rejects.toMatchObject({
        code: 'unexpected',
        message: expect.stringContaining('Close that tab') as string,
      });
      older.close();
    }));

  test('a closed store refuses', () =>
    inStore(async (name) => {
      const store = await openStore(name);
      store.close();
      store.close();
      await expect(store.listRuns()).rejects.toMatchObject({ code: 'unexpected' });
    }));
}

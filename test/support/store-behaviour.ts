import { deleteDB, openDB } from 'idb';
import { expect, test } from 'vitest';
import type { Answer } from '../../src/domain/index.js';
import { openStore } from '../../src/store/index.js';
import { aDataset, anAnswer, aRun, aSample } from './results.js';

/** A database as version 1 of the schema made it. */
const openVersion1 = (name: string) =>
  openDB(name, 1, {
    upgrade: (db) => {
      db.createObjectStore('runs', { keyPath: 'id' });
      db.createObjectStore('answers', { keyPath: ['runId', 'sample', 'rotation'] });
    },
  });

/** The moment of use is kept in milliseconds. */
const later = () => new Promise((resolve) => setTimeout(resolve, 3));

async function openThumbnails(name: string) {
  const store = await openStore(name);
  return {
    thumbnails: store.thumbnails,
    close: () => {
      store.close();
    },
  };
}

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

  test('a run made elsewhere is kept with its questions and answers, all of it or nothing', () =>
    inStore(async (name) => {
      const store = await openStore(name);
      await store.keepRun(aRun(), aDataset(), [anAnswer(), anAnswer({ sample: 2 })]);
      const damaged = { ...anAnswer({ sample: 3 }), rotation: undefined } as unknown as Answer;
      const change = aRun({ message: 'again' });
      await expect(store.keepRun(change, aDataset(), [anAnswer(), damaged])).rejects.toThrow();
      expect(await store.getRun('run')).toEqual(aRun());
      expect(await store.answersOf('run')).toHaveLength(2);
      await store.keepRun(change, aDataset(), [anAnswer({ sample: 5 })]);
      expect(await store.getDataset('f00d')).toEqual(aDataset());
      expect(await store.getRun('run')).toEqual(change);
      expect(await store.answersOf('run')).toEqual([anAnswer({ sample: 5 })]);
      store.close();
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
      const { manifest, ...run } = aRun();
      const { decoder: _later, imageSplitting: _latest, ...protocol } = manifest.protocol;
      await old.put('runs', { ...run, manifest: { ...manifest, protocol } });
      await old.put('answers', anAnswer());
      old.close();
      const store = await openStore(name);
      const made = { ...protocol, decoder: 'ffmpeg' as const, imageSplitting: false };
      expect(await store.listRuns()).toEqual([
        { ...run, manifest: { ...manifest, protocol: made } },
      ]);
      expect(await store.answersOf('run')).toEqual([anAnswer()]);
      await store.saveDataset(aDataset());
      expect(await store.getDataset('f00d')).toEqual(aDataset());
      store.close();
    }));

  test('questions that version 2 stored get what a later version reads', () =>
    inStore(async (name) => {
      const old = await openDB(name, 2, {
        upgrade: (db) => {
          const runs = db.createObjectStore('runs', { keyPath: 'id' });
          runs.createIndex('by-created', 'createdAt');
          db.createObjectStore('answers', { keyPath: ['runId', 'sample', 'rotation'] });
          db.createObjectStore('datasets', { keyPath: 'sha256' });
        },
      });
      const { givenGranularity: _1, blankDistractors: _2, columns: _3, ...sample } = aSample();
      await old.put('datasets', { ...aDataset(), samples: [sample] });
      old.close();
      const store = await openStore(name);
      expect(await store.getDataset('f00d')).toEqual(aDataset());
      store.close();
    }));

  test('a side table goes with the last run on its data set', () =>
    inStore(async (name) => {
      const store = await openStore(name);
      const table = { name: 't.csv', sha256: 'ab', columns: ['domain'], problems: [] };
      const rows = { v: { domain: 'Sports' } };
      await store.saveRun(aRun());
      await store.saveDataset(aDataset());
      await store.saveSideTable('f00d', { ...table, rows });
      expect(await store.getSideTable('f00d')).toEqual({ ...table, rows });
      await store.deleteRun('run');
      expect(await store.getSideTable('f00d')).toBeUndefined();
      store.close();
    }));

  test('thumbnails stay within their budget: the videos least recently used go first', () =>
    inStore(async (name) => {
      const { thumbnails, close } = await openThumbnails(name);
      const webp = (length: number) => new Uint8Array(length).fill(7);
      await thumbnails.put('one', [{ index: 0, webp: webp(40) }], 100);
      await later();
      await thumbnails.put('two', [{ index: 3, webp: webp(30) }], 100);
      await later();
      await thumbnails.put('one', [{ index: 5, webp: webp(10) }], 100);
      expect([...(await thumbnails.of('one')).keys()]).toEqual([0, 5]);
      expect((await thumbnails.of('two')).get(3)).toEqual({ index: 3, webp: webp(30) });
      expect(await thumbnails.size()).toBe(80);
      await later();
      await thumbnails.put('three', [{ index: 1, webp: webp(35) }], 100);
      expect((await thumbnails.of('two')).size).toBe(0);
      expect(await thumbnails.size()).toBe(85);
      await thumbnails.put('three', [{ index: 1, webp: webp(20) }], 0);
      expect(await thumbnails.size()).toBe(0);
      await thumbnails.put('three', [{ index: 1, webp: webp(20) }], 100);
      await thumbnails.clear();
      expect(await thumbnails.size()).toBe(0);
      close();
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

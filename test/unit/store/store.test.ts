import 'fake-indexeddb/auto';
import { describe, expect, test, vi } from 'vitest';
import { AppError } from '../../../src/domain/index.js';
import { openStore } from '../../../src/store/index.js';
import { aDataset, anAnswer, aRun } from '../../support/results.js';
import { describeStore } from '../../support/store-behaviour.js';

describe('the store (fake-indexeddb)', describeStore);

describe('full storage', () => {
  const quotaExceeded = () => new DOMException('No space.', 'QuotaExceededError');

  test('when a write is refused: `storage-full`, and what was stored stays', async () => {
    const store = await openStore('full-request');
    await store.saveRun(aRun());
    await store.putAnswer(anAnswer());
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw quotaExceeded();
    });
    const refused = store.putAnswer(anAnswer({ sample: 1 }));
    await expect(refused).rejects.toMatchObject({ code: 'storage-full' });
    await expect(store.saveDataset(aDataset())).rejects.toBeInstanceOf(AppError);
    put.mockRestore();
    expect(await store.answersOf('run')).toEqual([anAnswer()]);
    store.close();
  });

  test('when it shows only at the commit: `storage-full`', async () => {
    const store = await openStore('full-commit');
    await store.saveRun(aRun());
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value: unknown,
    ) {
      const { transaction } = this;
      const request = this.add(value);
      request.addEventListener('success', () => {
        Object.defineProperty(transaction, 'error', { value: quotaExceeded() });
        transaction.abort();
      });
      return request;
    });
    await expect(store.putAnswer(anAnswer())).rejects.toMatchObject({ code: 'storage-full' });
    put.mockRestore();
    expect(await store.answersOf('run')).toEqual([]);
    store.close();
  });
});

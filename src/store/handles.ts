import type { Transactions } from './transactions.js';

/** What a folder or file was given as. */
export type HandleUse = 'data' | 'model';

/** A folder or file that the visitor gave, which the browser can open again (File System Access). */
export interface KeptHandle {
  readonly use: HandleUse;
  readonly handle: FileSystemHandle;
}

/** Handles survive a reload; reading through them takes the visitor's consent again, which one click gives. */
export interface HandleStore {
  /** Keeps a handle; the same file or folder is kept once. A model's folder takes the place of the one before. */
  keep(kept: KeptHandle): Promise<void>;
  /** In the order they were given. */
  list(): Promise<KeptHandle[]>;
  clear(use: HandleUse): Promise<void>;
}

export class IndexedDbHandles implements HandleStore {
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  async keep({ use, handle }: KeptHandle): Promise<void> {
    const before = (await this.list()).filter((kept) => kept.use === use);
    const same = await Promise.all(before.map((kept) => kept.handle.isSameEntry(handle)));
    if (same.includes(true)) return;
    if (use === 'model') await this.clear(use);
    await this.#transactions.write(['handles'], async (transaction) => {
      await transaction.objectStore('handles').add({ use, handle });
    });
  }

  list(): Promise<KeptHandle[]> {
    return this.#transactions.read((db) => db.getAll('handles'));
  }

  clear(use: HandleUse): Promise<void> {
    return this.#transactions.write(['handles'], async (transaction) => {
      let cursor = await transaction.objectStore('handles').openCursor();
      while (cursor) {
        if (cursor.value.use === use) await cursor.delete();
        cursor = await cursor.continue();
      }
    });
  }
}

import type { IDBPTransaction, StoreNames } from 'idb';
import { storageError, type Connection } from './connection.js';
import type { LabDatabase, LabSchema } from './schema.js';

type Names = StoreNames<LabSchema>[];

export type WriteTransaction = IDBPTransaction<LabSchema, Names, 'readwrite'>;

/** Reads and writes whose failures tell what happened and what to do. */
export class Transactions {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read<T>(work: (db: LabDatabase) => Promise<T>): Promise<T> {
    const db = await this.#connection.database();
    try {
      return await work(db);
    } catch (thrown) {
      throw storageError(thrown);
    }
  }

  /**
   * One transaction. `strict`: on disk when the promise resolves; it costs some milliseconds, an answer takes far
   * longer, and what the page showed as answered must survive a power cut too. `relaxed`: for what can be made again.
   */
  async write(
    names: Names,
    work: (transaction: WriteTransaction) => Promise<void>,
    durability: 'strict' | 'relaxed' = 'strict',
  ): Promise<void> {
    const db = await this.#connection.database();
    try {
      const transaction = db.transaction(names, 'readwrite', { durability });
      const committed = transaction.done.then(
        () => null,
        (thrown: unknown) => ({ thrown }),
      );
      try {
        await work(transaction);
      } catch (thrown) {
        // A request's error may only say "aborted"; the transaction knows why.
        throw (await committed)?.thrown ?? thrown;
      }
      const failure = await committed;
      if (failure) throw failure.thrown;
    } catch (thrown) {
      throw storageError(thrown);
    }
  }
}

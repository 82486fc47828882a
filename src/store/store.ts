import type { IDBPTransaction, StoreNames } from 'idb';
import { AppError, type Answer, type Dataset, type Run } from '../domain/index.js';
import { Connection, storageError } from './connection.js';
import type { LabDatabase, LabSchema } from './schema.js';

/** What changes while a run is executed. */
export type RunPatch = Partial<Pick<Run, 'status' | 'message'>>;

/**
 * Runs, their answers and question files, in IndexedDB. A promise that resolves means: committed. Every
 * function may throw AppError `storage-full` (nothing stored is lost) or `unexpected`.
 */
export interface Store {
  /** Stores a run, or replaces the one with its id. */
  saveRun(run: Run): Promise<void>;
  /** @throws AppError `unexpected` when there is no such run */
  updateRun(id: string, patch: RunPatch): Promise<void>;
  getRun(id: string): Promise<Run | undefined>;
  /** Newest first. */
  listRuns(): Promise<Run[]>;
  /** Deletes a run with its answers, and its question file when no other run needs it. */
  deleteRun(id: string): Promise<void>;
  /** Stores an answer in a transaction of its own. @throws AppError `unexpected` when its run is gone */
  putAnswer(answer: Answer): Promise<void>;
  /** Ascending by sample, then rotation. */
  answersOf(runId: string): Promise<Answer[]>;
  saveDataset(dataset: Dataset): Promise<void>;
  getDataset(sha256: string): Promise<Dataset | undefined>;
  /** Every later call is refused. */
  close(): void;
}

/**
 * Opens the store, making or migrating it as needed.
 * @param name of the database; tests take their own
 * @throws AppError `unexpected` when another tab with an older version does not let go, when a newer version
 *   wrote the data, or when the browser allows no storage
 */
export async function openStore(name = 'ivbench-lab'): Promise<Store> {
  const store = new IndexedDbStore(new Connection(name));
  await store.ready();
  return store;
}

type Names = StoreNames<LabSchema>[];

/** Keys of one run's answers: arrays sort after every number. */
const answersRange = (runId: string): IDBKeyRange => IDBKeyRange.bound([runId], [runId, []]);

class IndexedDbStore implements Store {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async ready(): Promise<void> {
    await this.#connection.database();
  }

  saveRun(run: Run): Promise<void> {
    return this.#write(['runs'], async (transaction) => {
      await transaction.objectStore('runs').put(run);
    });
  }

  updateRun(id: string, patch: RunPatch): Promise<void> {
    return this.#write(['runs'], async (transaction) => {
      const runs = transaction.objectStore('runs');
      const run = await runs.get(id);
      if (!run) throw runIsGone(id);
      await runs.put({ ...run, ...patch });
    });
  }

  getRun(id: string): Promise<Run | undefined> {
    return this.#read((db) => db.get('runs', id));
  }

  listRuns(): Promise<Run[]> {
    return this.#read(async (db) => (await db.getAllFromIndex('runs', 'by-created')).toReversed());
  }

  deleteRun(id: string): Promise<void> {
    return this.#write(['runs', 'answers', 'datasets'], async (transaction) => {
      const runs = transaction.objectStore('runs');
      const run = await runs.get(id);
      await runs.delete(id);
      await transaction.objectStore('answers').delete(answersRange(id));
      if (!run) return;
      const { sha256 } = run.manifest.dataset;
      const others = await runs.getAll();
      if (others.every(({ manifest }) => manifest.dataset.sha256 !== sha256))
        await transaction.objectStore('datasets').delete(sha256);
    });
  }

  putAnswer(answer: Answer): Promise<void> {
    return this.#write(['runs', 'answers'], async (transaction) => {
      // An answer that comes after its run was deleted would never be seen nor deleted again.
      const known = await transaction.objectStore('runs').count(answer.runId);
      if (known === 0) throw runIsGone(answer.runId);
      await transaction.objectStore('answers').put(answer);
    });
  }

  answersOf(runId: string): Promise<Answer[]> {
    return this.#read((db) => db.getAll('answers', answersRange(runId)));
  }

  saveDataset(dataset: Dataset): Promise<void> {
    return this.#write(['datasets'], async (transaction) => {
      await transaction.objectStore('datasets').put(dataset);
    });
  }

  getDataset(sha256: string): Promise<Dataset | undefined> {
    return this.#read((db) => db.get('datasets', sha256));
  }

  close(): void {
    this.#connection.close();
  }

  async #read<T>(work: (db: LabDatabase) => Promise<T>): Promise<T> {
    const db = await this.#connection.database();
    try {
      return await work(db);
    } catch (thrown) {
      throw storageError(thrown);
    }
  }

  /**
   * One transaction, on disk when the promise resolves: `strict` costs some milliseconds, an answer takes
   * far longer, and what the page showed as answered must survive a power cut too.
   */
  async #write(
    names: Names,
    work: (transaction: IDBPTransaction<LabSchema, Names, 'readwrite'>) => Promise<void>,
  ): Promise<void> {
    const db = await this.#connection.database();
    try {
      const transaction = db.transaction(names, 'readwrite', { durability: 'strict' });
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

const runIsGone = (id: string): AppError =>
  new AppError(
    'unexpected',
    `The run ${id} is no longer stored: it was deleted, maybe in another tab.`,
  );

import { AppError, type Answer, type Dataset, type Run, type SideTable } from '../domain/index.js';
import { Connection } from './connection.js';
import { IndexedDbHandles, type HandleStore } from './handles.js';
import { IndexedDbThumbnails, type ThumbnailStore } from './thumbnails.js';
import { Transactions } from './transactions.js';

/** What changes while a run is executed, and when it is verified. */
export type RunPatch = Partial<
  Pick<Run, 'status' | 'message' | 'figures' | 'group' | 'verification'>
>;

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
  /** Stores a run that was made elsewhere with its question file and all its answers: all of it or nothing. */
  keepRun(run: Run, dataset: Dataset, answers: readonly Answer[]): Promise<void>;
  /** Ascending by sample, then rotation. */
  answersOf(runId: string): Promise<Answer[]>;
  saveDataset(dataset: Dataset): Promise<void>;
  getDataset(sha256: string): Promise<Dataset | undefined>;
  /** Keeps the table that slices the reports on a data set. @param dataset its SHA-256 */
  saveSideTable(dataset: string, table: SideTable): Promise<void>;
  getSideTable(dataset: string): Promise<SideTable | undefined>;
  readonly thumbnails: ThumbnailStore;
  readonly handles: HandleStore;
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

/** Keys of one run's answers: arrays sort after every number. */
const answersRange = (runId: string): IDBKeyRange => IDBKeyRange.bound([runId], [runId, []]);

class IndexedDbStore implements Store {
  readonly #connection: Connection;
  readonly #transactions: Transactions;
  readonly thumbnails: ThumbnailStore;
  readonly handles: HandleStore;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#transactions = new Transactions(connection);
    this.thumbnails = new IndexedDbThumbnails(this.#transactions);
    this.handles = new IndexedDbHandles(this.#transactions);
  }

  async ready(): Promise<void> {
    await this.#connection.database();
  }

  saveRun(run: Run): Promise<void> {
    return this.#transactions.write(['runs'], async (transaction) => {
      await transaction.objectStore('runs').put(run);
    });
  }

  updateRun(id: string, patch: RunPatch): Promise<void> {
    return this.#transactions.write(['runs'], async (transaction) => {
      const runs = transaction.objectStore('runs');
      const run = await runs.get(id);
      if (!run) throw runIsGone(id);
      await runs.put({ ...run, ...patch });
    });
  }

  getRun(id: string): Promise<Run | undefined> {
    return this.#transactions.read((db) => db.get('runs', id));
  }

  listRuns(): Promise<Run[]> {
    return this.#transactions.read(async (db) =>
      (await db.getAllFromIndex('runs', 'by-created')).toReversed(),
    );
  }

  deleteRun(id: string): Promise<void> {
    return this.#transactions.write(
      ['runs', 'answers', 'datasets', 'side-tables'],
      async (transaction) => {
        const runs = transaction.objectStore('runs');
        const run = await runs.get(id);
        await runs.delete(id);
        await transaction.objectStore('answers').delete(answersRange(id));
        if (!run) return;
        const { sha256 } = run.manifest.dataset;
        const others = await runs.getAll();
        if (others.some(({ manifest }) => manifest.dataset.sha256 === sha256)) return;
        await transaction.objectStore('datasets').delete(sha256);
        await transaction.objectStore('side-tables').delete(sha256);
      },
    );
  }

  putAnswer(answer: Answer): Promise<void> {
    return this.#transactions.write(['runs', 'answers'], async (transaction) => {
      // An answer that comes after its run was deleted would never be seen nor deleted again.
      const known = await transaction.objectStore('runs').count(answer.runId);
      if (known === 0) throw runIsGone(answer.runId);
      await transaction.objectStore('answers').put(answer);
    });
  }

  keepRun(run: Run, dataset: Dataset, answers: readonly Answer[]): Promise<void> {
    return this.#transactions.write(['runs', 'answers', 'datasets'], async (transaction) => {
      const stored = transaction.objectStore('answers');
      await transaction.objectStore('datasets').put(dataset);
      await transaction.objectStore('runs').put(run);
      await stored.delete(answersRange(run.id));
      try {
        await Promise.all(answers.map(async (answer) => stored.put(answer)));
      } catch (thrown) {
        // What cannot be stored fails before it is a request, and would leave the rest to be committed.
        if (thrown instanceof DOMException && thrown.name.startsWith('Data')) transaction.abort();
        throw thrown;
      }
    });
  }

  answersOf(runId: string): Promise<Answer[]> {
    return this.#transactions.read((db) => db.getAll('answers', answersRange(runId)));
  }

  saveDataset(dataset: Dataset): Promise<void> {
    return this.#transactions.write(['datasets'], async (transaction) => {
      await transaction.objectStore('datasets').put(dataset);
    });
  }

  getDataset(sha256: string): Promise<Dataset | undefined> {
    return this.#transactions.read((db) => db.get('datasets', sha256));
  }

  saveSideTable(dataset: string, table: SideTable): Promise<void> {
    return this.#transactions.write(['side-tables'], async (transaction) => {
      await transaction.objectStore('side-tables').put(table, dataset);
    });
  }

  getSideTable(dataset: string): Promise<SideTable | undefined> {
    return this.#transactions.read((db) => db.get('side-tables', dataset));
  }

  close(): void {
    this.#connection.close();
  }
}

const runIsGone = (id: string): AppError =>
  new AppError(
    'unexpected',
    `The run ${id} is no longer stored: it was deleted, maybe in another tab.`,
  );

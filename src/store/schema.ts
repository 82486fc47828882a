import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { Answer, Dataset, Run, SideTable } from '../domain/index.js';
import type { KeptHandle } from './handles.js';
import type { ThumbnailSet } from './thumbnails.js';

/** What is stored: JSON-like data, small pictures to look at, and handles of folders; never media. */
export interface LabSchema extends DBSchema {
  runs: { key: string; value: Run; indexes: { 'by-created': number } };
  answers: { key: [runId: string, sample: number, rotation: number]; value: Answer };
  /** By the SHA-256 of the question file, so that a run can be shown when the file is not at hand. */
  datasets: { key: string; value: Dataset };
  /** By the SHA-256 of the question file whose reports it slices. */
  'side-tables': { key: string; value: SideTable };
  thumbnails: {
    key: string;
    value: ThumbnailSet;
    indexes: { 'by-use': [usedAt: number, bytes: number] };
  };
  handles: { key: number; value: KeptHandle };
}

export type LabDatabase = IDBPDatabase<LabSchema>;

type Upgrade = IDBPTransaction<LabSchema, StoreNames<LabSchema>[], 'versionchange'>;

/**
 * Entry i takes a database of version i to i + 1. Entries are only ever added: what visitors have stored
 * passed through those before.
 */
const migrations: readonly ((db: LabDatabase, transaction: Upgrade) => void)[] = [
  (db) => {
    db.createObjectStore('runs', { keyPath: 'id' });
    db.createObjectStore('answers', { keyPath: ['runId', 'sample', 'rotation'] });
  },
  (db, transaction) => {
    db.createObjectStore('datasets', { keyPath: 'sha256' });
    transaction.objectStore('runs').createIndex('by-created', 'createdAt');
  },
  (db, transaction) => {
    db.createObjectStore('side-tables');
    db.createObjectStore('thumbnails', { keyPath: 'video' }).createIndex('by-use', [
      'usedAt',
      'bytes',
    ]);
    db.createObjectStore('handles', { autoIncrement: true });
    // Written before there were two decoders, image splitting, self-checks, and columns of any name.
    void rewriteRuns(transaction);
    void rewriteDatasets(transaction);
  },
];

async function rewriteRuns(transaction: Upgrade): Promise<void> {
  let cursor = await transaction.objectStore('runs').openCursor();
  while (cursor) {
    const { manifest, ...run } = cursor.value;
    const protocol = {
      ...manifest.protocol,
      decoder: 'ffmpeg' as const,
      imageSplitting: false,
    };
    await cursor.update({ ...run, manifest: { ...manifest, protocol, selfCheck: null } });
    cursor = await cursor.continue();
  }
}

async function rewriteDatasets(transaction: Upgrade): Promise<void> {
  let cursor = await transaction.objectStore('datasets').openCursor();
  while (cursor) {
    const samples = cursor.value.samples.map((sample) => ({
      ...sample,
      givenGranularity: sample.granularity,
      blankDistractors: 0,
      columns: {},
    }));
    await cursor.update({ ...cursor.value, samples });
    cursor = await cursor.continue();
  }
}

export const schemaVersion = migrations.length;

/** Takes a database from `oldVersion` (0: new) to `schemaVersion`, whatever lies between. */
export function migrate(db: LabDatabase, oldVersion: number, transaction: Upgrade): void {
  for (const step of migrations.slice(oldVersion)) step(db, transaction);
}

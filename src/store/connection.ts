import { openDB } from 'idb';
import { AppError } from '../domain/index.js';
import { migrate, schemaVersion, type LabDatabase, type LabSchema } from './schema.js';

/** Time that a tab with an older version gets to close its connection before the visitor is asked. */
const blockedGraceMs = 3000;

const elsewhere = (): AppError =>
  new AppError(
    'unexpected',
    'A newer version of this page is open in another tab, or its storage is being deleted there. Reload this page to go on; what was stored is kept.',
  );

/** Wraps what IndexedDB throws; the message says what to do. */
export function storageError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const name = thrown instanceof Error ? thrown.name : '';
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const options = { cause: thrown };
  if (name === 'QuotaExceededError')
    return new AppError(
      'storage-full',
      "The browser's storage for this page is full. Delete old runs or free disk space, then resume; nothing stored is lost.",
      options,
    );
  if (name === 'VersionError')
    return new AppError(
      'unexpected',
      'A newer version of this page has stored data here. Reload the page to get that version.',
      options,
    );
  return new AppError(
    'unexpected',
    `The browser's storage (IndexedDB) failed: ${said || name}. Reload the page; a private window may not allow it.`,
    options,
  );
}

/** The connection to the database: gives way to newer versions, and comes back after the browser cut it. */
export class Connection {
  readonly #name: string;
  #opening: Promise<LabDatabase> | null = null;
  #ended: AppError | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws AppError `unexpected` when the database cannot be opened, or was given up or closed */
  async database(): Promise<LabDatabase> {
    if (this.#ended) throw this.#ended;
    this.#opening ??= this.#open().catch((thrown: unknown) => {
      this.#opening = null;
      throw storageError(thrown);
    });
    return this.#opening;
  }

  /** Transactions under way are finished. Safe to call twice. */
  close(reason = new AppError('unexpected', 'The store was closed.')): void {
    this.#ended ??= reason;
    this.#opening?.then(
      (db) => {
        db.close();
      },
      () => undefined,
    );
    this.#opening = null;
  }

  #open(): Promise<LabDatabase> {
    return new Promise((resolve, reject) => {
      let givenUp = false;
      let grace: ReturnType<typeof setTimeout> | undefined;
      openDB<LabSchema>(this.#name, schemaVersion, {
        upgrade: (db, oldVersion, _newVersion, transaction) => {
          migrate(db, oldVersion, transaction);
        },
        blocked: () => {
          grace = setTimeout(() => {
            givenUp = true;
            reject(
              new AppError(
                'unexpected',
                'This page is open in another tab with an older version. Close that tab, then reload this one.',
              ),
            );
          }, blockedGraceMs);
        },
        blocking: () => {
          this.close(elsewhere());
        },
        terminated: () => {
          this.#opening = null;
        },
      })
        .then((db) => {
          if (givenUp) db.close();
          resolve(db);
        }, reject)
        .finally(() => {
          clearTimeout(grace);
        });
    });
  }
}

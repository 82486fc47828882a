import type { Transactions } from './transactions.js';

/** A frame as it was shown to a model, small: for looking at, not for measuring. */
export interface Thumbnail {
  /** The frame's index. */
  readonly index: number;
  /** A WebP file. */
  readonly webp: Uint8Array<ArrayBuffer>;
}

/** The thumbnails of one video, known by its fingerprint. */
export interface ThumbnailSet {
  readonly video: string;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
  readonly bytes: number;
  readonly thumbnails: readonly Thumbnail[];
}

/** Thumbnails of the frames that runs used, within a budget: the videos least recently used go first. */
export interface ThumbnailStore {
  /**
   * Adds thumbnails to those of a video.
   * @param video the SHA-256 of the video's fingerprint
   * @param budget bytes that all thumbnails may take; 0 keeps none
   */
  put(video: string, thumbnails: readonly Thumbnail[], budget: number): Promise<void>;
  /** By frame index; only those that are stored. */
  of(video: string): Promise<ReadonlyMap<number, Thumbnail>>;
  /** Bytes that all thumbnails take. */
  size(): Promise<number>;
  clear(): Promise<void>;
}

export class IndexedDbThumbnails implements ThumbnailStore {
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  put(video: string, thumbnails: readonly Thumbnail[], budget: number): Promise<void> {
    return this.#transactions.write(
      ['thumbnails'],
      async (transaction) => {
        const store = transaction.objectStore('thumbnails');
        const before = (await store.get(video))?.thumbnails ?? [];
        const fresh = new Set(thumbnails.map(({ index }) => index));
        const all = [...before.filter(({ index }) => !fresh.has(index)), ...thumbnails];
        const bytes = all.reduce((sum, { webp }) => sum + webp.length, 0);
        await store.put({ video, usedAt: Date.now(), bytes, thumbnails: all });
        // Newest first; the index tells the sizes without reading a picture.
        let room = budget;
        let cursor = await store.index('by-use').openKeyCursor(null, 'prev');
        while (cursor) {
          room -= cursor.key[1];
          if (room < 0) await store.delete(cursor.primaryKey);
          cursor = await cursor.continue();
        }
      },
      'relaxed',
    );
  }

  of(video: string): Promise<ReadonlyMap<number, Thumbnail>> {
    return this.#transactions.read(async (db) => {
      const found = await db.get('thumbnails', video);
      return new Map(found?.thumbnails.map((thumbnail) => [thumbnail.index, thumbnail]));
    });
  }

  size(): Promise<number> {
    return this.#transactions.read(async (db) => {
      let bytes = 0;
      let cursor = await db.transaction('thumbnails').store.index('by-use').openKeyCursor();
      while (cursor) {
        bytes += cursor.key[1];
        cursor = await cursor.continue();
      }
      return bytes;
    });
  }

  clear(): Promise<void> {
    return this.#transactions.write(['thumbnails'], async (transaction) => {
      await transaction.objectStore('thumbnails').clear();
    });
  }
}

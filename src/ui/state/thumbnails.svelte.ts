import type { KeepThumbnails } from '../../evaluation/index.js';
import type { Store, Thumbnail } from '../../store/index.js';

const key = 'ivbench-lab thumbnails, MB';
const mebibyte = 1024 * 1024;

/** Some 30,000 small pictures: more than the public questions need at 32 frames. */
const usualBudget = 150;

/** Small pictures of the frames that runs used, kept for looking at within a budget that the visitor sets. */
export class Thumbnails {
  readonly #store: Promise<Store>;
  #budget: number = $state(readBudget());
  /** Bytes kept; null until they were counted. */
  bytes: number | null = $state(null);

  constructor(store: Promise<Store>) {
    this.#store = store;
  }

  /** MiB that they may take; 0: none are kept. The setting stays in this browser. */
  get budget(): number {
    return this.#budget;
  }

  set budget(megabytes: number) {
    this.#budget = megabytes;
    localStorage.setItem(key, String(megabytes));
  }

  /** For a run: undefined where none are to be kept. */
  get keeper(): KeepThumbnails | undefined {
    const budget = this.#budget * mebibyte;
    if (budget <= 0) return undefined;
    return async (video, thumbnails) =>
      (await this.#store).thumbnails.put(video, thumbnails, budget);
  }

  /** @param video the SHA-256 of its fingerprint */
  async of(video: string): Promise<ReadonlyMap<number, Thumbnail>> {
    return (await this.#store).thumbnails.of(video);
  }

  async count(): Promise<void> {
    this.bytes = await (await this.#store).thumbnails.size();
  }

  async clear(): Promise<void> {
    await (await this.#store).thumbnails.clear();
    await this.count();
  }
}

function readBudget(): number {
  const stored = localStorage.getItem(key);
  const megabytes = stored === null ? usualBudget : Number(stored);
  return Number.isFinite(megabytes) && megabytes >= 0 ? megabytes : usualBudget;
}

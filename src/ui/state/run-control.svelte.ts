import {
  AppError,
  type Answer,
  type Dataset,
  type MediaMatch,
  type Run,
  type SideTable,
} from '../../domain/index.js';
import {
  Execution,
  passingStore,
  type Progress,
  type Surroundings,
} from '../../evaluation/index.js';
import { createFrameDecoder, type FrameDecoder } from '../../frames/index.js';
import type { Store } from '../../store/index.js';
import { alone } from './alone.js';
import type { Shelf } from './shelf.svelte.js';
import type { Thumbnails } from './thumbnails.svelte.js';

/** What runs are made from. */
export interface RunData {
  readonly dataset: Dataset;
  readonly media: MediaMatch;
  readonly sideTable?: SideTable | null;
}

/** The runs that are being executed, one execution at a time. */
export class RunControl {
  progress: Progress | null = $state.raw(null);
  readonly decoder: FrameDecoder = createFrameDecoder();
  readonly #store: Promise<Store>;
  readonly #shelf: Shelf;
  readonly #thumbnails: Thumbnails;
  #execution: Execution | null = null;

  constructor(store: Promise<Store>, shelf: Shelf, thumbnails: Thumbnails) {
    this.#store = store;
    this.#shelf = shelf;
    this.#thumbnails = thumbnails;
  }

  /**
   * Stores new runs on one data set and executes them together.
   * @throws AppError `storage-full`, and as `execute`
   */
  async begin(
    runs: readonly [Run, ...Run[]],
    { dataset, media, sideTable = null }: RunData,
    loadModel: Surroundings['loadModel'],
  ): Promise<void> {
    const store = await this.#store;
    await store.saveDataset(dataset);
    if (sideTable) await store.saveSideTable(dataset.sha256, sideTable);
    for (const run of runs) await store.saveRun(run);
    await this.execute(runs, dataset, media, loadModel);
  }

  /**
   * Executes stored runs on one data set together; the report of the first is shown as it grows.
   * @throws AppError where another tab executes one of them
   */
  async execute(
    runs: readonly [Run, ...Run[]],
    dataset: Dataset,
    media: MediaMatch,
    loadModel: Surroundings['loadModel'],
  ): Promise<void> {
    const [first] = runs;
    await this.#shelf.show(first, dataset);
    const execution = new Execution(runs, {
      store: await this.#store,
      decoder: this.decoder,
      dataset,
      media,
      loadModel,
      onProgress: (progress) => {
        this.progress = progress;
      },
      onAnswer: (answer) => {
        this.#shelf.add(answer);
      },
      keepThumbnails: this.#thumbnails.keeper,
    });
    this.#execution = execution;
    try {
      await alone(
        runs.map(({ id }) => id),
        () => execution.execute(),
      );
    } finally {
      this.#execution = null;
    }
    await this.#shelf.settle(first, dataset);
    await this.#thumbnails.count();
  }

  /**
   * Executes the repeat of a run, which is not kept.
   * @returns its answers
   * @throws AppError `cancelled`, or why it did not come to its end
   */
  async repeat(
    run: Run,
    { dataset, media }: RunData,
    loadModel: Surroundings['loadModel'],
    onProgress: Surroundings['onProgress'],
  ): Promise<readonly Answer[]> {
    const store = passingStore();
    let message = '';
    const execution = new Execution([run], {
      ...{ store, decoder: this.decoder, dataset, media, loadModel },
      onProgress: (progress) => {
        message = progress.message;
        onProgress(progress);
      },
    });
    this.#execution = execution;
    try {
      const status = await execution.execute();
      if (status === 'finished') return store.answers;
      throw new AppError(status === 'cancelled' ? 'cancelled' : 'unexpected', message);
    } finally {
      this.#execution = null;
    }
  }

  pause(): void {
    this.#execution?.pause();
  }

  resume(): void {
    this.#execution?.resume();
  }

  cancel(): void {
    this.#execution?.cancel();
  }
}

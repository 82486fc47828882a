import type { Dataset, MediaMatch, Run } from '../../domain/index.js';
import { Execution, type Progress, type Surroundings } from '../../evaluation/index.js';
import { createFrameDecoder, type FrameDecoder } from '../../frames/index.js';
import type { Store } from '../../store/index.js';
import { alone } from './alone.js';
import type { Shelf } from './shelf.svelte.js';
import type { Thumbnails } from './thumbnails.svelte.js';

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

import { vi } from 'vitest';
import {
  defaultProtocol,
  type Answer,
  type Dataset,
  type MediaMatch,
  type Protocol,
  type Run,
} from '../../src/domain/index.js';
import { Execution, newRun } from '../../src/evaluation/index.js';
import { createFrameDecoder, type FrameDecoder } from '../../src/frames/index.js';
import { Model, type LoadedModel, type ModelFiles } from '../../src/model/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { demoData, demoModelFiles } from './demo.js';

export interface Parts {
  /** Of the demo data. */
  readonly videos: number;
  /** Of each video; all of them where it is not given. */
  readonly questions?: number;
  /** The demo model where it is not given. */
  readonly files?: ModelFiles;
}

/**
 * What the executions of one test file share, so that it is made once: a part of the demo data, a frame
 * decoder, a store, and a model, which an execution's end only hands back. A model that was ended for a reason
 * (a crash) is loaded again.
 */
export class Executions {
  readonly dataset: Dataset;
  readonly media: MediaMatch;
  readonly decoder: FrameDecoder = createFrameDecoder();
  /** How often an execution was through with the model. */
  handedBack = 0;
  readonly #files: ModelFiles;
  #store: Store;
  #lent: Promise<Lent> | null = null;

  private constructor(
    data: Pick<Executions, 'dataset' | 'media'>,
    files: ModelFiles,
    store: Store,
  ) {
    ({ dataset: this.dataset, media: this.media } = data);
    this.#files = files;
    this.#store = store;
  }

  static async open({ videos, questions, files }: Parts): Promise<Executions> {
    const data = await demoData(videos, questions);
    const given = files ?? (await demoModelFiles());
    return new Executions(data, given, await aStore());
  }

  get store(): Store {
    return this.#store;
  }

  /** Goes on with a store that holds nothing. */
  async renewStore(): Promise<void> {
    this.#store.close();
    this.#store = await aStore();
  }

  async loadModel(): Promise<Model> {
    const before = await this.#lent;
    if (before?.model.alive === true) return before.model;
    this.#lent = lend(this.#files, () => this.handedBack++);
    return (await this.#lent).model;
  }

  async info(): Promise<LoadedModel> {
    return (await this.loadModel()).info;
  }

  /** A stored run of four frames, but for what is changed. */
  async newRun(change: Partial<Protocol>, media: MediaMatch = this.media): Promise<Run> {
    const protocol = { ...defaultProtocol, frames: 4, ...change };
    const { dataset } = this;
    const model = await this.info();
    const run = newRun({ dataset, media, protocol, model, demo: true, versions: {} });
    await this.#store.saveDataset(dataset);
    await this.#store.saveRun(run);
    return run;
  }

  /** An execution of stored runs. */
  of(
    runs: readonly Run[],
    surroundings: Partial<ConstructorParameters<typeof Execution>[1]> = {},
  ): Execution {
    const { dataset, media, decoder, store } = this;
    return new Execution(runs, {
      ...{ dataset, media, decoder, store },
      loadModel: () => this.loadModel(),
      onProgress: () => undefined,
      ...surroundings,
    });
  }

  /** The answers of new runs that are executed together, by run. */
  async answersOf(changes: readonly Partial<Protocol>[]): Promise<Answer[][]> {
    const runs: Run[] = [];
    for (const change of changes) runs.push(await this.newRun(change));
    const status = await this.of(runs).execute();
    if (status !== 'finished') throw new Error(`The runs ended as ${status}.`);
    return Promise.all(runs.map(({ id }) => this.#store.answersOf(id)));
  }

  async close(): Promise<void> {
    (await this.#lent)?.end();
    this.#store.close();
    await this.decoder.close();
  }
}

interface Lent {
  readonly model: Model;
  readonly end: () => void;
}

/** A model whose `end` without a reason does nothing; `end` beside it ends it. */
async function lend(files: ModelFiles, onHandedBack: () => void): Promise<Lent> {
  const model = await Model.load(files, { device: 'wasm', dtype: 'auto' }, () => undefined);
  const end = model.end.bind(model);
  vi.spyOn(model, 'end').mockImplementation((reason) => {
    if (reason) end(reason);
    else onHandedBack();
  });
  return { model, end };
}

let stores = 0;
const aStore = () => openStore(`executions-${Date.now()}-${stores++}`);

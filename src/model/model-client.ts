import type { AppError, Picture } from '../domain/index.js';
import { proxied, transfer, WorkerClient } from '../lib/index.js';
import type { Treatment } from './families/family.js';
import type { GenerationLimits } from './generation.js';
import type { LoadedModel, LoadOptions } from './load.js';
import type { MeasuredSpeed } from './measured-speed.js';
import type { ModelFiles } from './model-files.js';
import type { ModelWorkerApi } from './model.worker.js';
import workerUrl from './model.worker.js?worker&url';
import type { EncodedPicture, PictureHandle } from './pictures.js';
import type { Asked, GeneratedAnswer, ModelAnswer, Question, SizedPrompt } from './runtime.js';

/** Deadlines tell a hung step from a slow one: a software GPU takes minutes for a long prompt. */
const loadDeadlineMs = 30 * 60_000;
const stepDeadlineMs = 10 * 60_000;

/**
 * A model in a worker of its own. After `device-lost`, `worker-crashed` or `timeout` it is of no more
 * use: end it and load another. Calls may be made at any time; the worker takes them one by one.
 */
export class Model {
  readonly #worker: WorkerClient<ModelWorkerApi>;
  readonly files: ModelFiles;
  readonly info: LoadedModel;

  private constructor(worker: WorkerClient<ModelWorkerApi>, files: ModelFiles, info: LoadedModel) {
    this.#worker = worker;
    this.files = files;
    this.info = info;
  }

  /** @throws AppError as `loadModel`, and `cancelled` */
  static async load(
    files: ModelFiles,
    options: LoadOptions,
    onProgress: (loading: string) => void,
    signal?: AbortSignal,
  ): Promise<Model> {
    const worker = new WorkerClient<ModelWorkerApi>(workerUrl, 'model');
    try {
      const progress = proxied(onProgress);
      const info = await worker.call((api) => api.load(files, options, progress), {
        signal,
        deadlineMs: loadDeadlineMs,
      });
      return new Model(worker, files, info);
    } catch (thrown) {
      worker.end();
      throw thrown;
    }
  }

  /** The picture's bytes move to the worker: they cannot be used afterwards. */
  encode(picture: Picture, treatment: Treatment, signal?: AbortSignal): Promise<EncodedPicture> {
    const moved = transfer(picture, [picture.data.buffer]);
    return this.#worker.call((api) => api.encode(moved, treatment), {
      signal,
      deadlineMs: stepDeadlineMs,
    });
  }

  /** Two frames as one moment of a video; null: the first is alone. The bytes move, as in `encode`. */
  encodePair(
    first: Picture,
    second: Picture | null,
    signal?: AbortSignal,
  ): Promise<EncodedPicture> {
    const buffers = [first, ...(second ? [second] : [])].map(({ data }) => data.buffer);
    const moved = transfer(first, buffers);
    return this.#worker.call((api) => api.encodePair(moved, second), {
      signal,
      deadlineMs: stepDeadlineMs,
    });
  }

  ask(question: Question, signal?: AbortSignal): Promise<ModelAnswer> {
    return this.#worker.call((api) => api.ask(question), { signal, deadlineMs: stepDeadlineMs });
  }

  /** The text that the model goes on with, the most likely token each time. */
  generate(
    asked: Asked & Partial<Pick<Question, 'letters'>>,
    limits: GenerationLimits,
    signal?: AbortSignal,
  ): Promise<GeneratedAnswer> {
    return this.#worker.call((api) => api.generate(asked, limits), {
      signal,
      deadlineMs: stepDeadlineMs,
    });
  }

  /** Logits after the prompt and after each of its own last tokens, read once more behind it. */
  repeatEnd(asked: Asked, tokens: number, signal?: AbortSignal): Promise<Float32Array[]> {
    return this.#worker.call((api) => api.repeatEnd(asked, tokens), {
      signal,
      deadlineMs: stepDeadlineMs,
    });
  }

  /** How many tokens a prompt will have; nothing is encoded for it. */
  countTokens(sized: SizedPrompt, signal?: AbortSignal): Promise<number> {
    return this.#worker.call((api) => api.countTokens(sized), {
      signal,
      deadlineMs: stepDeadlineMs,
    });
  }

  /** How fast the model is here, in about ten seconds or, where one step takes longer, in a few steps. */
  measureSpeed(signal?: AbortSignal): Promise<MeasuredSpeed> {
    return this.#worker.call((api) => api.measureSpeed(), { signal, deadlineMs: stepDeadlineMs });
  }

  release(handles: readonly PictureHandle[]): Promise<void> {
    return this.#worker.call((api) => api.release(handles));
  }

  /** Bytes of the worker's wasm memories, the most that they were. */
  wasmHeap(): Promise<number> {
    return this.#worker.call((api) => api.wasmHeap());
  }

  get alive(): boolean {
    return this.#worker.alive;
  }

  /** Frees the model; pending calls reject with the reason. */
  end(reason?: AppError): void {
    this.#worker.end(reason);
  }
}

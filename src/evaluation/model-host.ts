import { AppError, asAppError, type ErrorCode, type Picture } from '../domain/index.js';
import type {
  EncodedPicture,
  GeneratedAnswer,
  GenerationLimits,
  LoadedModel,
  Model,
  ModelAnswer,
  PictureHandle,
  Question,
  Treatment,
} from '../model/index.js';

/** Failures after which a model is of no more use and another must be loaded. */
const fatal: readonly ErrorCode[] = ['device-lost', 'worker-crashed', 'timeout', 'out-of-memory'];

/** The model is gone; `cause` says why. Ends a pass over the questions, not the run. */
export class ModelGone extends AppError {}

/** Failures of a file or a question end its answers only; these end the pass. */
export const endsPass = (error: AppError): boolean =>
  error instanceof ModelGone || ['cancelled', 'changed-media', 'storage-full'].includes(error.code);

/** A model as the run loop sees it: any failure that the model does not survive is a `ModelGone`. */
export class ModelHost {
  readonly #model: Model;
  #gone = false;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Whether another must be loaded in its place. */
  get gone(): boolean {
    return this.#gone;
  }

  end(): void {
    this.#model.end();
  }

  get info(): LoadedModel {
    return this.#model.info;
  }

  encode(picture: Picture, treatment: Treatment, signal: AbortSignal): Promise<EncodedPicture> {
    return this.#survived(this.#model.encode(picture, treatment, signal));
  }

  encodePair(first: Picture, second: Picture | null, signal: AbortSignal): Promise<EncodedPicture> {
    return this.#survived(this.#model.encodePair(first, second, signal));
  }

  ask(question: Question, signal: AbortSignal): Promise<ModelAnswer> {
    return this.#survived(this.#model.ask(question, signal));
  }

  generate(
    question: Question,
    limits: GenerationLimits,
    signal: AbortSignal,
  ): Promise<GeneratedAnswer> {
    return this.#survived(this.#model.generate(question, limits, signal));
  }

  /** Bytes of the model's wasm memories; null where it is gone. */
  wasmHeap(): Promise<number | null> {
    return this.#model.wasmHeap().catch(() => null);
  }

  /** A model that is gone has nothing left to release. */
  async release(handles: readonly PictureHandle[]): Promise<void> {
    if (handles.length > 0) await this.#model.release(handles).catch(() => undefined);
  }

  async #survived<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (thrown) {
      const { code, message } = asAppError(thrown);
      if (!fatal.includes(code)) throw thrown;
      this.#gone = true;
      throw new ModelGone(code, message, { cause: thrown });
    }
  }
}

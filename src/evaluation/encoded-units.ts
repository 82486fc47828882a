import { asAppError, type AppError, type Picture } from '../domain/index.js';
import type { Frame } from '../frames/index.js';
import type { PictureHandle } from '../model/index.js';
import type { EncodingUnit } from './encoding-units.js';
import { endsPass, type ModelHost } from './model-host.js';

/** Features of a frame, or of a pair of frames, in one model. */
export interface Encoded {
  readonly handle: PictureHandle;
  readonly encodeMs: number;
}

/** What a model needs a frame for. */
export interface Use {
  readonly model: ModelHost;
  readonly unit: EncodingUnit;
  /** Of the unit at the frame's height (`unitKey`). */
  readonly key: string;
}

/** What models made of the frames of one video, and what went wrong with one. */
export class EncodedUnits {
  readonly #encoded = new Map<ModelHost, Map<string, Encoded>>();
  /** First frames of pairs, until the second comes. */
  readonly #waiting = new Map<ModelHost, Map<string, Picture>>();
  readonly #failures = new Map<ModelHost, AppError>();

  /**
   * Gives one decoded picture to every model that needs it; of a pair the first frame comes first. A model that
   * cannot encode it is given no more.
   * @throws AppError where `endsPass` says so
   */
  async take({ index, picture }: Frame, uses: readonly Use[], signal: AbortSignal): Promise<void> {
    const alive = uses.filter(({ model }) => !this.#failures.has(model));
    await Promise.all(
      alive.map(async ({ model, unit, key }, i) => {
        // The bytes move to a worker: all uses but the last get a copy.
        const given = i === alive.length - 1 ? picture : copyOf(picture);
        const [first, second] = unit.frames;
        if (index === first && second !== undefined) {
          entriesOf(this.#waiting, model).set(key, given);
          return;
        }
        const before = this.#waiting.get(model)?.get(key);
        this.#waiting.get(model)?.delete(key);
        try {
          const encoded = unit.isPair
            ? await model.encodePair(before ?? given, before ? given : null, signal)
            : await model.encode(given, 'whole', signal);
          entriesOf(this.#encoded, model).set(key, encoded);
        } catch (thrown) {
          const error = asAppError(thrown);
          if (endsPass(error)) throw error;
          this.#failures.set(model, error);
        }
      }),
    );
  }

  of(model: ModelHost, key: string): Encoded | undefined {
    return this.#encoded.get(model)?.get(key);
  }

  /** Why a model could not encode a frame; undefined: it could. */
  failureOf(model: ModelHost): AppError | undefined {
    return this.#failures.get(model);
  }

  async release(): Promise<void> {
    for (const [model, encoded] of this.#encoded)
      await model.release(Array.from(encoded.values(), ({ handle }) => handle));
    this.#encoded.clear();
    this.#waiting.clear();
  }
}

/** A model's own map, made when it is first asked for. */
function entriesOf<T>(all: Map<ModelHost, Map<string, T>>, model: ModelHost): Map<string, T> {
  const entries = all.get(model) ?? new Map<string, T>();
  all.set(model, entries);
  return entries;
}

const copyOf = (picture: Picture): Picture => ({ ...picture, data: picture.data.slice() });

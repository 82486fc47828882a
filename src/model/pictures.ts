import type * as ort from 'onnxruntime-web/webgpu';
import { AppError, type Picture } from '../domain/index.js';
import {
  tokensOf,
  type Family,
  type Feed,
  type ImagePlace,
  type PictureShape,
  type Treatment,
  type VisionFeeds,
} from './families/family.js';
import { noFramePairs } from './families/rendering.js';
import {
  booleanTensor,
  floatTensor,
  floatValues,
  inputType,
  integerTensor,
  output,
} from './tensors.js';

/** Names the features of one picture that the runtime holds. */
export type PictureHandle = number;

/** A picture's features, held in the worker until they are released. */
export interface EncodedPicture {
  readonly handle: PictureHandle;
  /** Image tokens that it takes in a prompt. */
  readonly tokens: number;
  /** Milliseconds of preprocessing and vision encoder. */
  readonly encodeMs: number;
}

interface Encoded {
  readonly shape: PictureShape;
  /** One row of the decoder's hidden size for each image token. */
  readonly features: Float32Array;
}

/** The features of pictures, by handle. */
export class Pictures {
  readonly #session: ort.InferenceSession;
  readonly #family: Family;
  readonly #hiddenSize: number;
  readonly #encoded = new Map<PictureHandle, Encoded>();
  #nextHandle: PictureHandle = 1;

  constructor(session: ort.InferenceSession, family: Family, hiddenSize: number) {
    this.#session = session;
    this.#family = family;
    this.#hiddenSize = hiddenSize;
  }

  /** @throws AppError `unsupported-model` where the features are not as many as the prompt has places */
  async encode(picture: Picture, treatment: Treatment): Promise<EncodedPicture> {
    const started = performance.now();
    const shape = this.#family.shape(picture.width, picture.height, treatment);
    return this.#encode(shape, this.#family.preprocess(picture, treatment), started);
  }

  /**
   * @param second null: the last of an odd number of frames, which is shown twice
   * @throws AppError `unsupported-model` where the family takes frames as images only, `unsupported-video` for
   * frames of two sizes, and as `encode`
   */
  async encodePair(first: Picture, second: Picture | null): Promise<EncodedPicture> {
    const started = performance.now();
    const pairs = this.#family.framePairs;
    if (!pairs) throw noFramePairs();
    const { width, height } = first;
    if (second && (second.width !== width || second.height !== height))
      throw new AppError(
        'unsupported-video',
        `Frames of ${width} x ${height} and ${second.width} x ${second.height} make no pair. Let frames go in as images.`,
      );
    const feeds = pairs.preprocess(first, second ?? first);
    return this.#encode(pairs.shape(width, height), feeds, started);
  }

  async #encode(
    shape: PictureShape,
    runs: readonly VisionFeeds[],
    started: number,
  ): Promise<EncodedPicture> {
    const tokens = tokensOf(shape);
    const features = new Float32Array(tokens * this.#hiddenSize);
    let length = 0;
    for (const feeds of runs) {
      const values = await this.#run(feeds);
      if (length + values.length <= features.length) features.set(values, length);
      length += values.length;
    }
    if (length !== features.length)
      throw new AppError(
        'unsupported-model',
        `The vision encoder gives ${length} numbers for a picture where the prompt has room for ${features.length}.`,
      );
    const handle = this.#nextHandle++;
    this.#encoded.set(handle, { shape, features });
    return { handle, tokens, encodeMs: performance.now() - started };
  }

  async #run(feeds: VisionFeeds): Promise<Float32Array> {
    const wanted = Object.entries(feeds).filter(([name]) =>
      this.#session.inputNames.includes(name),
    );
    const inputs = wanted.map(([name, feed]): [string, ort.Tensor] => [
      name,
      feedTensor(inputType(this.#session, name), feed),
    ]);
    const result = await this.#session.run(Object.fromEntries(inputs), ['image_features']);
    const features = output(result, 'image_features');
    const values = (await floatValues(features)).slice();
    features.dispose();
    return values;
  }

  /** @throws AppError `unexpected` for a handle that was not given out or was released */
  shapeOf(handle: PictureHandle): PictureShape {
    return this.#get(handle).shape;
  }

  /** Writes features over the embeddings of a prompt's image tokens. */
  splice(
    embeddings: Float32Array,
    places: readonly ImagePlace[],
    handles: readonly (PictureHandle | null)[],
  ): void {
    const size = this.#hiddenSize;
    for (const [i, { start, from, length }] of places.entries()) {
      const { features } = this.#get(handles[i] ?? null);
      embeddings.set(features.subarray(from * size, (from + length) * size), start * size);
    }
  }

  release(handles: readonly PictureHandle[]): void {
    for (const handle of handles) this.#encoded.delete(handle);
  }

  clear(): void {
    this.#encoded.clear();
  }

  #get(handle: PictureHandle | null): Encoded {
    const found = handle === null ? undefined : this.#encoded.get(handle);
    if (found) return found;
    throw new AppError('unexpected', 'A picture of the prompt was not encoded.');
  }
}

/** A feed in the element type that the session declares. */
function feedTensor(type: ort.Tensor.Type, { values, dims }: Feed): ort.Tensor {
  if (type === 'bool') return booleanTensor(Uint8Array.from(values), dims);
  if (type === 'int64') return integerTensor(Array.from(values), dims);
  return floatTensor(
    type,
    values instanceof Float32Array ? values : Float32Array.from(values),
    dims,
  );
}

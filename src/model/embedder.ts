import type * as ort from 'onnxruntime-web/webgpu';
import type { RenderedPrompt } from './families/family.js';
import type { Pictures } from './pictures.js';
import type { PlacedPictures } from './prefix-cache.js';
import { floatValues, integerTensor, output } from './tensors.js';

/** Makes the decoder's input rows of tokens and pictures. */
export class Embedder {
  readonly #session: ort.InferenceSession;
  readonly #pictures: Pictures;

  constructor(session: ort.InferenceSession, pictures: Pictures) {
    this.#session = session;
    this.#pictures = pictures;
  }

  /** One row of the hidden size for each token. */
  async tokens(ids: readonly number[]): Promise<Float32Array> {
    const result = await this.#session.run({ input_ids: integerTensor(ids, [1, ids.length]) });
    const embedded = output(result, 'inputs_embeds');
    const data = (await floatValues(embedded)).slice();
    embedded.dispose();
    return data;
  }

  /** Rows of a prompt's tokens from `start` to `end`, with the pictures' features at their places. */
  async prompt(
    { ids, places }: RenderedPrompt,
    pictures: PlacedPictures,
    start: number,
    end: number,
  ): Promise<Float32Array> {
    const data = await this.tokens(ids.slice(start, end));
    const within = places
      .map((place, i) => ({ place, handle: pictures[i] ?? null }))
      .filter(({ place }) => place.start >= start && place.start < end);
    this.#pictures.splice(
      data,
      within.map(({ place }) => ({ ...place, start: place.start - start })),
      within.map(({ handle }) => handle),
    );
    return data;
  }
}

import { Tensor } from 'onnxruntime-web/webgpu';
import { AppError, type Letter, type Picture, type Prompt } from '../domain/index.js';
import { Decoder, freeCache, type Embeddings, type KvCache } from './decoder.js';
import type { Family, RenderedPrompt } from './families/family.js';
import { scoreLogits, type LetterScores, type LetterTokens } from './letters.js';
import type { ModelConfig } from './model-config.js';
import type { Sessions } from './sessions.js';
import { floatTensor, floatValues, inputType, integerTensor, output } from './tensors.js';

/** Names the features of one picture that the runtime holds. */
export type PictureHandle = number;

/** A picture's features, held in the worker until they are released. */
export interface EncodedPicture {
  readonly handle: PictureHandle;
  /** Milliseconds of preprocessing and vision encoder. */
  readonly encodeMs: number;
}

export interface Question {
  readonly prompt: Prompt;
  /** Features of the prompt's frames, by their index in the prompt. */
  readonly frames: readonly PictureHandle[];
  /** Features of the query image; null where the prompt has none. */
  readonly image: PictureHandle | null;
  readonly letters: readonly Letter[];
}

export interface ModelAnswer extends LetterScores {
  readonly promptText: string;
  readonly promptTokens: number;
  /** Tokens whose KV cache was reused from an earlier question. */
  readonly reusedTokens: number;
  readonly prefillMs: number;
}

/** The KV cache of the tokens that a prompt shares with the one before it. */
interface Prefix {
  readonly key: string;
  readonly pictures: readonly PictureHandle[];
  readonly cache: KvCache;
}

export interface RuntimeParts {
  readonly sessions: Sessions;
  readonly family: Family;
  readonly config: ModelConfig;
  readonly letterTokens: LetterTokens;
  /** Off where a cached prefix is not exact. */
  readonly reusesPrefix: boolean;
}

/** A loaded model: pictures in, letter probabilities out. Calls must not overlap. */
export class ModelRuntime {
  readonly #parts: RuntimeParts;
  readonly #decoder: Decoder;
  readonly #features = new Map<PictureHandle, Float32Array>();
  #nextHandle: PictureHandle = 1;
  #prefix: Prefix | null = null;

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
    this.#decoder = new Decoder(parts.sessions.decoder_model_merged, parts.config);
  }

  /** Encodes one picture; its features stay until `release`. */
  async encode(picture: Picture): Promise<EncodedPicture> {
    const started = performance.now();
    const { family, sessions } = this.#parts;
    const session = sessions.vision_encoder;
    const tile = family.preprocess(picture);
    const size = [1, 1, 3, tile.height, tile.width];
    const feeds: Record<string, Tensor> = {
      pixel_values: floatTensor(inputType(session, 'pixel_values'), tile.data, size),
    };
    if (session.inputNames.includes('pixel_attention_mask'))
      feeds['pixel_attention_mask'] = allTrue([1, 1, tile.height, tile.width]);
    const features = output(await session.run(feeds), 'image_features');
    const values = (await floatValues(features)).slice();
    features.dispose();
    const wanted = family.tokensPerImage * this.#parts.config.text_config.hidden_size;
    if (values.length !== wanted)
      throw new AppError(
        'unsupported-model',
        `The vision encoder gives ${values.length} numbers for a picture where the prompt has room for ${wanted}.`,
      );
    const handle = this.#nextHandle++;
    this.#features.set(handle, values);
    return { handle, encodeMs: performance.now() - started };
  }

  /** Forgets pictures, and the cached prompt that shows one of them. */
  release(handles: readonly PictureHandle[]): void {
    for (const handle of handles) this.#features.delete(handle);
    if (this.#prefix?.pictures.some((handle) => handles.includes(handle))) this.#dropPrefix();
  }

  /**
   * Letter probabilities after one prefill of the prompt.
   * @throws AppError `context-exceeded` when the prompt has more tokens than the model takes
   */
  async ask({ prompt, frames, image, letters }: Question): Promise<ModelAnswer> {
    const started = performance.now();
    const { family, config, letterTokens } = this.#parts;
    const rendered = family.render(prompt);
    const limit = config.text_config.max_position_embeddings;
    if (limit !== undefined && rendered.ids.length > limit)
      throw new AppError(
        'context-exceeded',
        `The prompt has ${rendered.ids.length} tokens and the model takes ${limit}. Ask for fewer frames.`,
      );
    const pictures = rendered.places.map((place) =>
      place.image === 'query' ? image : (frames[place.image] ?? null),
    );
    const { logits, reusedTokens } = await this.#lastLogits(rendered, pictures);
    return {
      ...scoreLogits(logits, letterTokens, letters),
      promptText: rendered.text,
      promptTokens: rendered.ids.length,
      reusedTokens,
      prefillMs: performance.now() - started,
    };
  }

  async end(): Promise<void> {
    this.#dropPrefix();
    this.#features.clear();
    await Promise.all(Object.values(this.#parts.sessions).map((session) => session.release()));
  }

  async #lastLogits(prompt: RenderedPrompt, pictures: readonly (PictureHandle | null)[]) {
    const embeddings = await this.#embed(prompt, pictures);
    const length = this.#parts.reusesPrefix ? sharedLength(prompt) : 0;
    let reusedTokens = 0;
    if (length > 0) {
      const shown = pictures.slice(0, prompt.places.filter(({ start }) => start < length).length);
      const key = JSON.stringify([prompt.ids.slice(0, length), shown]);
      if (this.#prefix?.key === key) reusedTokens = length;
      else {
        this.#dropPrefix();
        const { cache } = await this.#decoder.prefill(rows(embeddings, 0, length), null);
        this.#prefix = { key, pictures: shown.filter((handle) => handle !== null), cache };
      }
    }
    const past = length > 0 ? (this.#prefix?.cache ?? null) : null;
    const rest = rows(embeddings, past?.length ?? 0, embeddings.length);
    const { logits, cache } = await this.#decoder.prefill(rest, past);
    freeCache(cache);
    return { logits, reusedTokens };
  }

  /** Token embeddings with the pictures' features at their places. */
  async #embed(prompt: RenderedPrompt, pictures: readonly (PictureHandle | null)[]) {
    const session = this.#parts.sessions.embed_tokens;
    const length = prompt.ids.length;
    const result = await session.run({ input_ids: integerTensor(prompt.ids, [1, length]) });
    const embedded = output(result, 'inputs_embeds');
    const data = (await floatValues(embedded)).slice();
    embedded.dispose();
    const size = this.#parts.config.text_config.hidden_size;
    for (const [i, { start }] of prompt.places.entries()) {
      const handle = pictures[i];
      const features = handle == null ? undefined : this.#features.get(handle);
      if (!features) throw new AppError('unexpected', 'A picture of the prompt was not encoded.');
      data.set(features, start * size);
    }
    return { data, length, size };
  }

  #dropPrefix(): void {
    if (this.#prefix) freeCache(this.#prefix.cache);
    this.#prefix = null;
  }
}

/**
 * Tokens worth keeping for the next question: everything up to the last frame's image when the frames
 * come first. Cut behind a run of image tokens, where no tokenizer merges across; 0 when the query image
 * comes before the frames or there are none.
 */
function sharedLength({ places }: RenderedPrompt): number {
  if (places[0]?.image === 'query') return 0;
  const last = places.findLast(({ image }) => image !== 'query');
  return last ? last.start + last.length : 0;
}

function rows(
  { data, size }: { readonly data: Float32Array; readonly size: number },
  start: number,
  end: number,
): Embeddings {
  return { data: data.subarray(start * size, end * size), length: end - start };
}

function allTrue(dims: readonly number[]): Tensor {
  const length = dims.reduce((a, b) => a * b, 1);
  return new Tensor('bool', new Uint8Array(length).fill(1), dims);
}

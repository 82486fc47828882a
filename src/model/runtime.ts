import { Tensor } from 'onnxruntime-web/webgpu';
import { AppError, type Letter, type Picture, type Prompt } from '../domain/index.js';
import { Decoder, type Embeddings } from './decoder.js';
import type { Family, RenderedPrompt } from './families/family.js';
import { scoreLogits, type LetterScores, type LetterTokens } from './letters.js';
import type { ModelConfig } from './model-config.js';
import { PrefixCache, type PlacedPictures } from './prefix-cache.js';
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
  readonly #prompts: PrefixCache;
  readonly #features = new Map<PictureHandle, Float32Array>();
  #nextHandle: PictureHandle = 1;

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
    const decoder = new Decoder(parts.sessions.decoder_model_merged, parts.config);
    this.#prompts = new PrefixCache(decoder, parts.reusesPrefix);
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
    this.#prompts.release(handles);
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
    const embeddings = await this.#embed(rendered, pictures);
    const { logits, reusedTokens } = await this.#prompts.read(rendered, pictures, embeddings);
    return {
      ...scoreLogits(logits, letterTokens, letters),
      promptText: rendered.text,
      promptTokens: rendered.ids.length,
      reusedTokens,
      prefillMs: performance.now() - started,
    };
  }

  async end(): Promise<void> {
    this.#prompts.drop();
    this.#features.clear();
    await Promise.all(Object.values(this.#parts.sessions).map((session) => session.release()));
  }

  /** Token embeddings with the pictures' features at their places. */
  async #embed(prompt: RenderedPrompt, pictures: PlacedPictures): Promise<Embeddings> {
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
    return { data, length };
  }
}

function allTrue(dims: readonly number[]): Tensor {
  const length = dims.reduce((a, b) => a * b, 1);
  return new Tensor('bool', new Uint8Array(length).fill(1), dims);
}

import { AppError, type Letter, type Picture, type Prompt } from '../domain/index.js';
import { sharedTokens, type SharedSegment } from './cut-points.js';
import { Decoder, type Embeddings } from './decoder.js';
import { Embedder } from './embedder.js';
import type { Family, RenderedPrompt, Treatment } from './families/family.js';
import {
  forcedLogits,
  generateGreedily,
  type GeneratedText,
  type GenerationLimits,
} from './generation.js';
import { scoreLogits, type LetterScores, type LetterTokens } from './letters.js';
import { measureSpeed, type MeasuredSpeed } from './measured-speed.js';
import type { ModelConfig } from './model-config.js';
import { Pictures, type EncodedPicture, type PictureHandle } from './pictures.js';
import { PrefixCache, type Reading } from './prefix-cache.js';
import type { Sessions } from './sessions.js';
import { timableModel } from './timable-model.js';
import type { Tokenizer } from './tokenizer.js';

/** A prompt and the pictures that it shows. */
export interface Asked {
  readonly prompt: Prompt;
  /** Features of the prompt's frames, or of its pairs of frames, by their index in the prompt. */
  readonly frames: readonly PictureHandle[];
  /** Features of the query image; null where the prompt has none. */
  readonly image: PictureHandle | null;
  /**
   * Segments after which another prompt of the same beginning is to follow: what was read so far is kept
   * for it. By default all; to keep what nobody comes back to costs time and memory.
   */
  readonly keep?: readonly SharedSegment[];
}

export interface Question extends Asked {
  readonly letters: readonly Letter[];
}

/** A prompt whose pictures are known by their sizes alone. */
export interface SizedPrompt {
  readonly prompt: Prompt;
  /** Pixels of the frames, or of one frame of each pair, by their index in the prompt. */
  readonly frames: readonly PictureSize[];
  /** Null where the prompt has no query image. */
  readonly image: (PictureSize & { readonly treatment: Treatment }) | null;
}

type PictureSize = Pick<Picture, 'width' | 'height'>;

/** What every pass over a prompt tells. */
export interface PromptRead {
  readonly promptText: string;
  readonly promptTokens: number;
  /** Tokens whose KV cache was reused from an earlier question. */
  readonly reusedTokens: number;
}

export interface ModelAnswer extends LetterScores, PromptRead {
  readonly prefillMs: number;
}

export interface GeneratedAnswer extends GeneratedText, PromptRead {
  /** Probabilities of the letters as the first token; null where none were asked for. */
  readonly letterScores: LetterScores | null;
  readonly prefillMs: number;
  /** After the prefill. */
  readonly generateMs: number;
}

export interface RuntimeParts {
  readonly sessions: Sessions;
  readonly family: Family;
  readonly config: ModelConfig;
  readonly tokenizer: Pick<Tokenizer, 'decode'>;
  readonly letterTokens: LetterTokens;
  /** Ids that end an answer. */
  readonly endTokens: readonly number[];
  /** Off where a cached prefix is not exact. */
  readonly reusesPrefix: boolean;
}

/** A loaded model: pictures in, letter probabilities out. Calls must not overlap. */
export class ModelRuntime {
  readonly #parts: RuntimeParts;
  readonly #embedder: Embedder;
  readonly #decoder: Decoder;
  readonly #prompts: PrefixCache;
  readonly #pictures: Pictures;

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
    const { sessions, family, config } = parts;
    const size = config.text_config.hidden_size;
    this.#pictures = new Pictures(sessions.vision_encoder, family, size);
    this.#embedder = new Embedder(sessions.embed_tokens, this.#pictures);
    this.#decoder = new Decoder(sessions.decoder_model_merged, size, family.cacheLayout);
    this.#prompts = new PrefixCache(this.#decoder, parts.reusesPrefix);
  }

  /** Encodes one picture; its features stay until `release`. */
  encode(picture: Picture, treatment: Treatment): Promise<EncodedPicture> {
    return this.#pictures.encode(picture, treatment);
  }

  /** Encodes two frames as one moment of a video, as `Pictures.encodePair`; null: the first is alone. */
  encodePair(first: Picture, second: Picture | null): Promise<EncodedPicture> {
    return this.#pictures.encodePair(first, second);
  }

  /** Forgets pictures, and the cached prompt that shows one of them. */
  release(handles: readonly PictureHandle[]): void {
    this.#pictures.release(handles);
    this.#prompts.release(handles);
  }

  /**
   * Letter probabilities after one prefill of the prompt.
   * @throws AppError `context-exceeded` when the prompt has more tokens than the model takes
   */
  async ask(question: Question): Promise<ModelAnswer> {
    const started = performance.now();
    const reading = this.#open(question);
    const { past, rest, reusedTokens } = await this.#prompts.begin(reading);
    const logits = await this.#decoder.logitsAfter(rest, past);
    return {
      ...scoreLogits(logits, this.#parts.letterTokens, question.letters),
      promptText: reading.prompt.text,
      promptTokens: reading.prompt.ids.length,
      reusedTokens,
      prefillMs: performance.now() - started,
    };
  }

  /**
   * The text that the model goes on with, the most likely token each time.
   * @throws AppError `context-exceeded` when prompt and text may have more tokens than the model takes
   */
  async generate(
    asked: Asked & Partial<Pick<Question, 'letters'>>,
    limits: GenerationLimits,
  ): Promise<GeneratedAnswer> {
    const started = performance.now();
    const { tokenizer, endTokens, letterTokens } = this.#parts;
    const reading = this.#open(asked, limits.maxTokens - 1);
    const { prompt } = reading;
    const beginning = await this.#prompts.begin(reading);
    const decode = (ids: readonly number[]) => tokenizer.decode(ids);
    const vocabulary = { endTokens, decode, embed: this.#behind(prompt) };
    let prefilled = started;
    let letterScores: LetterScores | null = null;
    const onPrompt = (logits: Float32Array) => {
      prefilled = performance.now();
      if (asked.letters) letterScores = scoreLogits(logits, letterTokens, asked.letters);
    };
    const text = await generateGreedily(this.#decoder, beginning, vocabulary, limits, onPrompt);
    return {
      ...text,
      letterScores,
      promptText: prompt.text,
      promptTokens: prompt.ids.length,
      reusedTokens: beginning.reusedTokens,
      prefillMs: prefilled - started,
      generateMs: performance.now() - prefilled,
    };
  }

  /** Logits after the prompt and after each of its own last tokens, read once more behind it. */
  async repeatEnd(asked: Asked, tokens: number): Promise<Float32Array[]> {
    const reading = this.#open(asked, tokens);
    const { prompt } = reading;
    const beginning = await this.#prompts.begin(reading);
    return forcedLogits(this.#decoder, beginning, prompt.ids.slice(-tokens), this.#behind(prompt));
  }

  /** How many tokens a prompt will have. @throws AppError `unsupported-model` as `encodePair` */
  countTokens({ prompt, frames, image }: SizedPrompt): number {
    const { family } = this.#parts;
    const parts = prompt.segments.flatMap((segment) => segment.parts);
    const inPairs = parts.some(({ type }) => type === 'frame-pair');
    const pairs = inPairs ? family.framePairs : null;
    const rendered = family.render(prompt, {
      frames: frames.map(
        ({ width, height }) => pairs?.shape(width, height) ?? family.shape(width, height, 'whole'),
      ),
      query: image && family.shape(image.width, image.height, image.treatment),
    });
    return rendered.ids.length;
  }

  /** How fast the model is here; nothing of it stays. */
  measureSpeed(): Promise<MeasuredSpeed> {
    const [decoder, embedder, pictures] = [this.#decoder, this.#embedder, this.#pictures];
    return measureSpeed(timableModel({ ...this.#parts, decoder, embedder, pictures }));
  }

  async end(): Promise<void> {
    this.#prompts.drop();
    this.#pictures.clear();
    await Promise.all(Object.values(this.#parts.sessions).map((session) => session.release()));
  }

  /** Embeds a token that stands some places behind a prompt's last. */
  #behind(prompt: RenderedPrompt): (id: number, offset: number) => Promise<Embeddings> {
    const last = this.#parts.family.positionIds(prompt)?.map((axis) => axis.at(-1) ?? 0);
    return async (id, offset) => ({
      data: await this.#embedder.tokens([id]),
      length: 1,
      positions: last?.map((position) => [position + offset]) ?? null,
    });
  }

  /** @param behind tokens that are to follow the prompt */
  #open({ prompt, frames, image, keep = ['frames', 'question'] }: Asked, behind = 0): Reading {
    const { family, config } = this.#parts;
    const shapes = {
      frames: frames.map((handle) => this.#pictures.shapeOf(handle)),
      query: image === null ? null : this.#pictures.shapeOf(image),
    };
    const rendered = family.render(prompt, shapes);
    const tokens = rendered.ids.length + behind;
    const limit = config.text_config.max_position_embeddings;
    if (limit !== undefined && tokens > limit)
      throw new AppError(
        'context-exceeded',
        `The prompt${behind > 0 ? ' and the text after it have' : ' has'} ${tokens} tokens and the model takes ${limit}. Ask for fewer frames.`,
      );
    const pictures = rendered.places.map((place) =>
      place.image === 'query' ? image : (frames[place.image] ?? null),
    );
    const positions = family.positionIds(rendered);
    return {
      prompt: rendered,
      pictures,
      keep,
      sharedTokens: (after) =>
        sharedTokens(after, prompt, rendered, (shorter) => family.render(shorter, shapes)),
      embed: async (start, end) => ({
        data: await this.#embedder.prompt(rendered, pictures, start, end),
        length: end - start,
        positions: positions?.map((axis) => axis.slice(start, end)) ?? null,
      }),
    };
  }
}

import { freeCache, type Decoder, type Embeddings, type KvCache } from './decoder.js';
import type { RenderedPrompt } from './families/family.js';

/** Which features stand at each place of a prompt: handles of pictures, null where one is lacking. */
export type PlacedPictures = readonly (number | null)[];

/** The KV cache of the tokens that a prompt shares with the one before it. */
interface Prefix {
  readonly key: string;
  readonly pictures: readonly number[];
  readonly cache: KvCache;
}

/** Reads prompts into the decoder and keeps the KV cache of their beginning for the next one. */
export class PrefixCache {
  readonly #decoder: Decoder;
  readonly #reuses: boolean;
  #prefix: Prefix | null = null;

  /** @param reuses off where a cached prefix is not exact: every prompt is read whole then */
  constructor(decoder: Decoder, reuses: boolean) {
    this.#decoder = decoder;
    this.#reuses = reuses;
  }

  /** Logits after the prompt's last token, and how many of its tokens were read before. */
  async read(
    prompt: RenderedPrompt,
    pictures: PlacedPictures,
    embeddings: Embeddings,
  ): Promise<{ logits: Float32Array; reusedTokens: number }> {
    const length = this.#reuses ? sharedLength(prompt) : 0;
    let reusedTokens = 0;
    if (length > 0) {
      const shown = pictures.slice(0, prompt.places.filter(({ start }) => start < length).length);
      const key = JSON.stringify([prompt.ids.slice(0, length), shown]);
      if (this.#prefix?.key === key) reusedTokens = length;
      else {
        this.drop();
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

  /** Forgets what shows one of these pictures. */
  release(handles: readonly number[]): void {
    if (this.#prefix?.pictures.some((handle) => handles.includes(handle))) this.drop();
  }

  drop(): void {
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

function rows({ data, length: all }: Embeddings, start: number, end: number): Embeddings {
  const size = data.length / all;
  return { data: data.subarray(start * size, end * size), length: end - start };
}

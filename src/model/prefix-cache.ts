import type { SharedSegment } from './cut-points.js';
import { freeCache, type Decoder, type Embeddings, type KvCache } from './decoder.js';
import type { RenderedPrompt } from './families/family.js';

/** Which picture stands at each place of a prompt; null where one is lacking. */
export type PlacedPictures = readonly (number | null)[];

/** A prompt to be read. */
export interface Reading {
  readonly prompt: RenderedPrompt;
  readonly pictures: PlacedPictures;
  /** Embeddings of the tokens from `start` to `end`; a picture's places are on one side of either. */
  readonly embed: (start: number, end: number) => Promise<Embeddings>;
  /** Segments after which the prompt will go on in another way, as they follow each other. */
  readonly keep: readonly SharedSegment[];
  /** How many tokens the prompt shares up to the end of a segment; 0: none. */
  readonly sharedTokens: (after: SharedSegment) => number;
}

/** What is known before the last stretch of a prompt is read. */
export interface Beginning {
  /** Of the tokens before `rest`; stays the chain's. Null when all are in `rest`. */
  readonly past: KvCache | null;
  readonly rest: Embeddings;
  /** Tokens that an earlier prompt had read. */
  readonly reusedTokens: number;
}

/** The KV cache of a prompt's beginning. */
interface Link {
  readonly after: SharedSegment;
  readonly ids: readonly number[];
  readonly pictures: PlacedPictures;
  readonly cache: KvCache;
}

/**
 * KV caches of the beginnings that the last prompt shares with those to come, each longer than the one
 * before: a chain of header and frames, then query image and question. Each link has tensors of its own,
 * since a convolution's cache cannot be cut, nor one in GPU memory without a copy.
 */
export class PrefixCache {
  readonly #decoder: Decoder;
  readonly #reuses: boolean;
  readonly #chain: Link[] = [];

  /** @param reuses off where a kept beginning is not exact: every prompt is read whole then */
  constructor(decoder: Decoder, reuses: boolean) {
    this.#decoder = decoder;
    this.#reuses = reuses;
  }

  /** Reads a prompt up to the last place where it may go on in another way. */
  async begin(reading: Reading): Promise<Beginning> {
    const { prompt, embed } = reading;
    this.#dropFrom(this.#chain.findIndex((link) => !begins(reading, link)));
    const reusedTokens = this.#chain.at(-1)?.cache.length ?? 0;
    for (const after of this.#reuses ? reading.keep : []) {
      if (this.#chain.some((link) => link.after === after)) continue;
      const past = this.#chain.at(-1)?.cache ?? null;
      const from = past?.length ?? 0;
      const end = reading.sharedTokens(after);
      if (end <= from) continue;
      const cache = await this.#decoder.extend(await embed(from, end), past);
      const ids = prompt.ids.slice(0, end);
      this.#chain.push({ after, ids, pictures: picturesBefore(reading, end), cache });
    }
    const past = this.#chain.at(-1)?.cache ?? null;
    const rest = await embed(past?.length ?? 0, prompt.ids.length);
    return { past, rest, reusedTokens };
  }

  /** Forgets what shows one of these pictures. */
  release(handles: readonly number[]): void {
    const shown = (link: Link) =>
      link.pictures.some((handle) => handle !== null && handles.includes(handle));
    this.#dropFrom(this.#chain.findIndex(shown));
  }

  /** Forgets everything. */
  drop(): void {
    this.#dropFrom(0);
  }

  /** @param first index of the first link to drop; -1: none */
  #dropFrom(first: number): void {
    if (first >= 0) for (const { cache } of this.#chain.splice(first)) freeCache(cache);
  }
}

const picturesBefore = ({ prompt, pictures }: Reading, end: number): PlacedPictures =>
  pictures.slice(0, prompt.places.filter(({ start }) => start < end).length);

/** Whether a prompt has a link's tokens and pictures at its beginning, and something behind them. */
function begins(reading: Reading, { ids, pictures }: Link): boolean {
  const { prompt } = reading;
  const shown = picturesBefore(reading, ids.length);
  return (
    ids.length < prompt.ids.length &&
    ids.every((id, i) => prompt.ids[i] === id) &&
    shown.length === pictures.length &&
    shown.every((handle, i) => handle === pictures[i])
  );
}

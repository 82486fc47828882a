import type { Decoder, Embeddings, KvCache } from './decoder.js';
import { freeCache } from './decoder.js';
import type { Beginning } from './prefix-cache.js';
import { mostLikely } from './letters.js';

/** Why a text ended: the model's own end token, a stop text, or the number of tokens asked for. */
export type TextEnd = 'end-token' | 'stop' | 'length';

export interface GenerationLimits {
  /** Most tokens to generate, 1 or more. */
  readonly maxTokens: number;
  /** The text ends before the first of these. */
  readonly stop: readonly string[];
}

export interface GeneratedText {
  readonly text: string;
  /** Ids of the tokens that were generated, without the end token. */
  readonly tokens: readonly number[];
  readonly end: TextEnd;
}

/** What generation needs of a model besides its decoder. */
export interface Vocabulary {
  /** Ids that end an answer. */
  readonly endTokens: readonly number[];
  /** Text of tokens, special ones left out. */
  readonly decode: (ids: readonly number[]) => string;
  /** Embedding of one token that stands `offset` places behind the prompt's last. */
  readonly embed: (id: number, offset: number) => Promise<Embeddings>;
}

/**
 * Greedy generation: the most likely token each time, the lowest id of equal ones.
 * @param onPrompt called with the logits after the prompt, before anything is generated
 * @throws AppError `unexpected` when the model gives numbers that are not finite
 */
export async function generateGreedily(
  decoder: Decoder,
  { past, rest }: Pick<Beginning, 'past' | 'rest'>,
  { endTokens, decode, embed }: Vocabulary,
  { maxTokens, stop }: GenerationLimits,
  onPrompt: (logits: Float32Array) => void = () => undefined,
): Promise<GeneratedText> {
  const tokens: number[] = [];
  let cache: KvCache | null = past;
  let next = rest;
  try {
    for (;;) {
      const isLast = tokens.length + 1 === maxTokens;
      const read = isLast
        ? { logits: await decoder.logitsAfter(next, cache), cache: null }
        : await decoder.step(next, cache);
      if (cache && cache !== past) freeCache(cache);
      cache = read.cache;
      if (tokens.length === 0) onPrompt(read.logits);
      const token = mostLikely(read.logits);
      if (endTokens.includes(token)) return { text: decode(tokens), tokens, end: 'end-token' };
      tokens.push(token);
      const text = stop.length > 0 || isLast ? decode(tokens) : '';
      const at = firstOf(text, stop);
      if (at >= 0) return { text: text.slice(0, at), tokens, end: 'stop' };
      if (isLast) return { text, tokens, end: 'length' };
      next = await embed(token, tokens.length);
    }
  } finally {
    if (cache && cache !== past) freeCache(cache);
  }
}

/** Logits after a prompt, and after each of some tokens put behind it whatever the model would say. */
export async function forcedLogits(
  decoder: Decoder,
  { past, rest }: Pick<Beginning, 'past' | 'rest'>,
  ids: readonly number[],
  embed: Vocabulary['embed'],
): Promise<Float32Array[]> {
  const all: Float32Array[] = [];
  let cache: KvCache | null = past;
  let next = rest;
  try {
    for (const [i, id] of ids.entries()) {
      const read = await decoder.step(next, cache);
      if (cache && cache !== past) freeCache(cache);
      cache = read.cache;
      all.push(read.logits);
      next = await embed(id, i + 1);
    }
    all.push(await decoder.logitsAfter(next, cache));
    return all;
  } finally {
    if (cache && cache !== past) freeCache(cache);
  }
}

/** Index of the first of some texts in another; -1: none is there. */
function firstOf(text: string, wanted: readonly string[]): number {
  const found = wanted.map((one) => text.indexOf(one)).filter((at) => at >= 0);
  return found.length > 0 ? Math.min(...found) : -1;
}

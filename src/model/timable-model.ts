import type { Picture } from '../domain/index.js';
import { freeCache, type Decoder, type Embeddings, type KvCache } from './decoder.js';
import type { Embedder } from './embedder.js';
import type { Timable } from './measured-speed.js';
import type { Pictures } from './pictures.js';
import type { RuntimeParts } from './runtime.js';

export interface TimableParts extends Pick<
  RuntimeParts,
  'config' | 'family' | 'letterTokens' | 'reusesPrefix'
> {
  readonly decoder: Decoder;
  readonly embedder: Embedder;
  readonly pictures: Pictures;
}

/** A loaded model as `measureSpeed` takes it: a grey frame and a text of one letter, as no time depends on either. */
export function timableModel(parts: TimableParts): Timable<KvCache> {
  const { config, family, letterTokens, reusesPrefix, decoder, embedder, pictures } = parts;
  const embed = async (tokens: number, past: KvCache | null): Promise<Embeddings> => {
    const before = past?.length ?? 0;
    const ids = Array.from({ length: before + tokens }, () => letterTokens.a[0] ?? 0);
    const positions = family.positionIds({ text: '', ids, places: [] });
    return {
      data: await embedder.tokens(ids.slice(before)),
      length: tokens,
      positions: positions?.map((axis) => axis.slice(before)) ?? null,
    };
  };
  const { hidden_size, num_attention_heads, head_dim, max_position_embeddings } =
    config.text_config;
  const headSize = head_dim ?? hidden_size / num_attention_heads;
  const attentionLayers = family.cacheLayout.entries.filter(({ emptyDims }) =>
    emptyDims.includes(0),
  );
  return {
    encode: async () => {
      const { handle, tokens } = await pictures.encode(usualFrame(), 'whole');
      pictures.release([handle]);
      return tokens;
    },
    read: async (tokens, past) =>
      (await decoder.logitsAfter(await embed(tokens, past), past)).length,
    keep: async (tokens) => decoder.extend(await embed(tokens, null), null),
    free: freeCache,
    most: max_position_embeddings ?? Infinity,
    shape: {
      hiddenSize: hidden_size,
      // Keys and values are an entry each.
      attentionWidth: (attentionLayers.length / 2) * num_attention_heads * headSize,
      reusesPrefix,
    },
  };
}

/** A frame of most videos on the web. */
function usualFrame(): Picture {
  const [width, height] = [640, 360];
  return { width, height, data: new Uint8Array(width * height * 3).fill(128) };
}

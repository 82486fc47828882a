import type { TextConfig } from '../model-config.js';

/** One tensor of what the decoder remembers, under the names of transformers.js' exports. */
export interface CacheEntry {
  /** The decoder's input. */
  readonly past: string;
  /** The decoder's output. */
  readonly present: string;
  /** Dimensions before the first token, for one prompt: a length of 0, or a state that starts at zero. */
  readonly emptyDims: readonly number[];
}

/** What the decoder remembers of the tokens that it has read. */
export interface CacheLayout {
  readonly entries: readonly CacheEntry[];
  /**
   * Whether the first n tokens' part can be taken out of it: keys and values lie token by token, the
   * state of a convolution is only that of the end, so such a cache can be extended but never cut.
   */
  readonly canBeCut: boolean;
}

const attentionEntries = (text: TextConfig, layer: number): CacheEntry[] => {
  const heads = text.num_key_value_heads ?? text.num_attention_heads;
  const headSize = text.head_dim ?? text.hidden_size / text.num_attention_heads;
  return ['key', 'value'].map((part) => ({
    past: `past_key_values.${layer}.${part}`,
    present: `present.${layer}.${part}`,
    emptyDims: [1, heads, 0, headSize],
  }));
};

/** Keys and values in every layer. */
export const attentionCache = (text: TextConfig): CacheLayout => ({
  entries: Array.from({ length: text.num_hidden_layers }, (_, layer) =>
    attentionEntries(text, layer),
  ).flat(),
  canBeCut: true,
});

/** Sizes of gated delta nets, by their names in config.json's text_config. */
export interface DeltaNetSizes {
  readonly linear_num_key_heads: number;
  readonly linear_num_value_heads: number;
  readonly linear_key_head_dim: number;
  readonly linear_value_head_dim: number;
  readonly linear_conv_kernel_dim: number;
}

/**
 * Keys and values in attention layers; in gated delta nets the last inputs of their convolution and a matrix
 * for each head, zeros at first.
 */
export const deltaNetCache = (
  text: TextConfig,
  layerTypes: readonly ('linear_attention' | 'full_attention')[],
  sizes: DeltaNetSizes,
): CacheLayout => {
  const keys = sizes.linear_num_key_heads * sizes.linear_key_head_dim;
  const values = sizes.linear_num_value_heads * sizes.linear_value_head_dim;
  const matrix = [sizes.linear_key_head_dim, sizes.linear_value_head_dim];
  const states = {
    conv: [1, 2 * keys + values, sizes.linear_conv_kernel_dim],
    recurrent: [1, sizes.linear_num_value_heads, ...matrix],
  };
  return {
    entries: layerTypes.flatMap((type, layer) =>
      type === 'full_attention'
        ? attentionEntries(text, layer)
        : Object.entries(states).map(([name, emptyDims]) => ({
            past: `past_${name}.${layer}`,
            present: `present_${name}.${layer}`,
            emptyDims,
          })),
    ),
    canBeCut: !layerTypes.includes('linear_attention'),
  };
};

/** Keys and values in attention layers; in convolution layers the last `kernel` inputs, zeros at first. */
export const hybridCache = (
  text: TextConfig,
  layerTypes: readonly ('conv' | 'full_attention')[],
  kernel: number,
): CacheLayout => ({
  entries: layerTypes.flatMap((type, layer) =>
    type === 'full_attention'
      ? attentionEntries(text, layer)
      : [
          {
            past: `past_conv.${layer}`,
            present: `present_conv.${layer}`,
            emptyDims: [1, text.hidden_size, kernel],
          },
        ],
  ),
  canBeCut: !layerTypes.includes('conv'),
});

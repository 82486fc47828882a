/** Inputs of the random model's sessions, by formula: the page and Node feed the same numbers. */

/** Tokens of a stretch of prompt, as the page's own decoder reads them at most. */
const tokens = 1024;

/** @param {number} length @param {number} seed @returns {Float32Array} between -1 and 1 */
const wave = (length, seed) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed) * Math.cos(i * 0.013));

/**
 * @typedef {{type: 'float32' | 'int64' | 'bool', values: Float32Array | BigInt64Array | Uint8Array, dims: number[]}} Feed
 */

/** @returns {Record<string, Feed>} one tile */
export const visionFeeds = () => ({
  pixel_values: { type: 'float32', values: wave(3 * 512 * 512, 1), dims: [1, 1, 3, 512, 512] },
  pixel_attention_mask: {
    type: 'bool',
    values: new Uint8Array(512 * 512).fill(1),
    dims: [1, 1, 512, 512],
  },
});

/**
 * A prompt's first stretch.
 * @param {readonly string[]} inputNames of the session
 * @returns {Record<string, Feed>}
 */
export function decoderFeeds(inputNames) {
  const past = inputNames.filter((name) => name.startsWith('past_key_values.'));
  return {
    inputs_embeds: { type: 'float32', values: wave(tokens * 320, 2), dims: [1, tokens, 320] },
    attention_mask: {
      type: 'int64',
      values: new BigInt64Array(tokens).fill(1n),
      dims: [1, tokens],
    },
    position_ids: {
      type: 'int64',
      values: BigInt64Array.from({ length: tokens }, (_, i) => BigInt(i)),
      dims: [1, tokens],
    },
    num_logits_to_keep: { type: 'int64', values: BigInt64Array.of(1n), dims: [] },
    ...Object.fromEntries(
      past.map((name) => [
        name,
        /** @type {Feed} */ ({ type: 'float32', values: new Float32Array(0), dims: [1, 1, 0, 64] }),
      ]),
    ),
  };
}

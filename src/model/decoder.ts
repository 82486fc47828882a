import type * as ort from 'onnxruntime-web/webgpu';
import type { ModelConfig } from './model-config.js';
import { kvOutputs } from './sessions.js';
import { floatTensor, floatValues, inputType, integerTensor, output } from './tensors.js';

/** Keys and values of the tokens read so far. Freed with `freeCache`. */
export interface KvCache {
  readonly tensors: Readonly<Record<string, ort.Tensor>>;
  /** Tokens it covers. */
  readonly length: number;
}

/** Token embeddings, row by row: `length` x hidden size. */
export interface Embeddings {
  readonly data: Float32Array;
  readonly length: number;
}

export function freeCache(cache: KvCache): void {
  for (const tensor of Object.values(cache.tensors)) tensor.dispose();
}

/**
 * Without `num_logits_to_keep` an export gives logits for every token it reads: they would fill the
 * memory on a long prompt, so such a prompt is read in pieces of this many tokens.
 */
const pieceWithoutLogitChoice = 256;

/** The merged decoder of a transformers.js export, driven directly (FACTS.md: bit-equal to the class). */
export class Decoder {
  readonly #session: ort.InferenceSession;
  readonly #hiddenSize: number;
  readonly #kvDims: readonly number[];
  readonly #outputs: readonly string[];
  readonly #choosesLogits: boolean;

  constructor(session: ort.InferenceSession, { text_config: text }: ModelConfig) {
    this.#session = session;
    this.#hiddenSize = text.hidden_size;
    const heads = text.num_key_value_heads ?? text.num_attention_heads;
    const headSize = text.head_dim ?? text.hidden_size / text.num_attention_heads;
    this.#kvDims = [1, heads, 0, headSize];
    this.#outputs = kvOutputs(text.num_hidden_layers);
    this.#choosesLogits = session.inputNames.includes('num_logits_to_keep');
  }

  /**
   * Reads tokens after those in `past` and gives the logits of the last one.
   * `past` stays whole and usable; the caller frees it and the returned cache.
   */
  async prefill(
    embeddings: Embeddings,
    past: KvCache | null,
  ): Promise<{ logits: Float32Array; cache: KvCache }> {
    const piece = this.#choosesLogits ? embeddings.length : pieceWithoutLogitChoice;
    let cache = past;
    for (let start = 0; ; start += piece) {
      const end = Math.min(start + piece, embeddings.length);
      const rows = embeddings.data.subarray(start * this.#hiddenSize, end * this.#hiddenSize);
      const isLast = end === embeddings.length;
      const result = await this.#run(rows, end - start, cache, isLast);
      if (cache && cache !== past) freeCache(cache);
      cache = { tensors: this.#asPast(result), length: (cache?.length ?? 0) + end - start };
      if (isLast) return { logits: await lastRow(output(result, 'logits')), cache };
    }
  }

  #run(rows: Float32Array, length: number, past: KvCache | null, withLogits: boolean) {
    const before = past?.length ?? 0;
    const embedsType = inputType(this.#session, 'inputs_embeds');
    const positions = Array.from({ length }, (_, i) => before + i);
    const feeds: Record<string, ort.Tensor> = {
      inputs_embeds: floatTensor(embedsType, rows, [1, length, this.#hiddenSize]),
      attention_mask: integerTensor(new Array<number>(before + length).fill(1), [
        1,
        before + length,
      ]),
      ...(past?.tensors ?? this.#emptyPast()),
    };
    if (this.#session.inputNames.includes('position_ids'))
      feeds['position_ids'] = integerTensor(positions, [1, length]);
    if (this.#choosesLogits) feeds['num_logits_to_keep'] = integerTensor([1], []);
    return this.#session.run(feeds, withLogits ? ['logits', ...this.#outputs] : [...this.#outputs]);
  }

  #emptyPast(): Record<string, ort.Tensor> {
    const names = this.#outputs.map(pastName);
    return Object.fromEntries(
      names.map((name) => [
        name,
        floatTensor(inputType(this.#session, name), new Float32Array(0), this.#kvDims),
      ]),
    );
  }

  #asPast(result: ort.InferenceSession.ReturnType): Record<string, ort.Tensor> {
    return Object.fromEntries(this.#outputs.map((name) => [pastName(name), output(result, name)]));
  }
}

const pastName = (present: string): string => present.replace('present', 'past_key_values');

/** The last position's row of logits [1, positions, vocabulary]. */
async function lastRow(logits: ort.Tensor): Promise<Float32Array> {
  const values = await floatValues(logits);
  const vocabulary = logits.dims.at(-1) ?? values.length;
  const row = values.slice(values.length - vocabulary);
  logits.dispose();
  return row;
}

import type * as ort from 'onnxruntime-web/webgpu';
import type { CacheLayout } from './families/cache-layout.js';
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
  /** Rotary positions, one list for each axis; null: each token's place in the sequence. */
  readonly positions: readonly (readonly number[])[] | null;
}

export function freeCache(cache: KvCache): void {
  for (const tensor of Object.values(cache.tensors)) tensor.dispose();
}

/** Longest stretch of tokens read in one step: the attention of a longer one may not fit in one buffer. */
const stretch = 1024;

/**
 * Without `num_logits_to_keep` an export gives logits for every token it reads: they would fill the
 * memory, so it reads in shorter stretches.
 */
const stretchWithoutLogitChoice = 256;

/** What a step is run for: only what is asked for is copied out of the session. */
interface Wanted {
  readonly logits: boolean;
  readonly cache: boolean;
}

/**
 * The merged decoder of a transformers.js export, driven directly (FACTS.md: bit-equal to the class).
 * A `past` given to it stays whole and usable; the caller frees it, and every cache that is returned.
 */
export class Decoder {
  readonly #session: ort.InferenceSession;
  readonly #hiddenSize: number;
  readonly #layout: CacheLayout;
  readonly #choosesLogits: boolean;
  readonly #stretch: number;

  /** @param longest tokens read in one step at most; by default what the export allows */
  constructor(
    session: ort.InferenceSession,
    hiddenSize: number,
    layout: CacheLayout,
    longest?: number,
  ) {
    this.#session = session;
    this.#hiddenSize = hiddenSize;
    this.#layout = layout;
    this.#choosesLogits = session.inputNames.includes('num_logits_to_keep');
    this.#stretch = longest ?? (this.#choosesLogits ? stretch : stretchWithoutLogitChoice);
  }

  /** Reads tokens after those in `past`; the cache covers both. */
  async extend(embeddings: Embeddings, past: KvCache | null): Promise<KvCache> {
    const { cache } = await this.#read(embeddings, past, { logits: false, cache: true });
    return cache ?? missing();
  }

  /** Logits after the last of the tokens, which follow those in `past`. */
  async logitsAfter(embeddings: Embeddings, past: KvCache | null): Promise<Float32Array> {
    const { logits } = await this.#read(embeddings, past, { logits: true, cache: false });
    return logits ?? missing();
  }

  /** Both, for a text that goes on. */
  async step(
    embeddings: Embeddings,
    past: KvCache | null,
  ): Promise<{ logits: Float32Array; cache: KvCache }> {
    const { logits, cache } = await this.#read(embeddings, past, { logits: true, cache: true });
    return { logits: logits ?? missing(), cache: cache ?? missing() };
  }

  async #read(
    embeddings: Embeddings,
    past: KvCache | null,
    wanted: Wanted,
  ): Promise<{ logits: Float32Array | null; cache: KvCache | null }> {
    let before = past;
    for (let start = 0; ; start += this.#stretch) {
      const end = Math.min(start + this.#stretch, embeddings.length);
      const isLast = end === embeddings.length;
      const wants = isLast ? wanted : { logits: false, cache: true };
      let result: ort.InferenceSession.ReturnType;
      try {
        result = await this.#run(rowsOf(embeddings, start, end), before, wants);
      } finally {
        if (before && before !== past) freeCache(before);
      }
      const cache = wants.cache
        ? { tensors: this.#asPast(result), length: (before?.length ?? 0) + end - start }
        : null;
      if (isLast)
        return { logits: wants.logits ? await lastRow(output(result, 'logits')) : null, cache };
      before = cache;
    }
  }

  #run({ data, length, positions }: Embeddings, past: KvCache | null, wants: Wanted) {
    const before = past?.length ?? 0;
    const all = before + length;
    const embedsType = inputType(this.#session, 'inputs_embeds');
    const feeds: Record<string, ort.Tensor> = {
      inputs_embeds: floatTensor(embedsType, data, [1, length, this.#hiddenSize]),
      attention_mask: integerTensor(new Array<number>(all).fill(1), [1, all]),
      ...(past?.tensors ?? this.#emptyPast()),
    };
    if (this.#session.inputNames.includes('position_ids'))
      feeds['position_ids'] = positions
        ? integerTensor(positions.flat(), [positions.length, 1, length])
        : integerTensor(
            Array.from({ length }, (_, i) => before + i),
            [1, length],
          );
    if (this.#choosesLogits) feeds['num_logits_to_keep'] = integerTensor([1], []);
    return this.#session.run(feeds, [
      ...(wants.logits ? ['logits'] : []),
      ...(wants.cache ? this.#layout.entries.map(({ present }) => present) : []),
    ]);
  }

  #emptyPast(): Record<string, ort.Tensor> {
    return Object.fromEntries(
      this.#layout.entries.map(({ past, emptyDims }) => {
        const zeros = new Float32Array(emptyDims.reduce((a, b) => a * b, 1));
        return [past, floatTensor(inputType(this.#session, past), zeros, emptyDims)];
      }),
    );
  }

  #asPast(result: ort.InferenceSession.ReturnType): Record<string, ort.Tensor> {
    return Object.fromEntries(
      this.#layout.entries.map(({ past, present }) => [past, output(result, present)]),
    );
  }
}

/** The embeddings of tokens `start` to `end`. */
function rowsOf({ data, length, positions }: Embeddings, start: number, end: number): Embeddings {
  const size = data.length / length;
  return {
    data: data.subarray(start * size, end * size),
    length: end - start,
    positions: positions?.map((axis) => axis.slice(start, end)) ?? null,
  };
}

function missing(): never {
  throw new Error('A decoder step did not give what it was run for.');
}

/** The last position's row of logits [1, positions, vocabulary]. */
async function lastRow(logits: ort.Tensor): Promise<Float32Array> {
  const values = await floatValues(logits);
  const vocabulary = logits.dims.at(-1) ?? values.length;
  const row = values.slice(values.length - vocabulary);
  logits.dispose();
  return row;
}

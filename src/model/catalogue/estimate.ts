import type { Provider } from '../../domain/index.js';
import type { Dtype } from '../dtype.js';
import type { CatalogueModel, FrameTokens } from './models.js';

/**
 * Bytes a parameter takes in an export: blocks of 32 numbers of 4 bits share a scale and a zero point (q4: the scale
 * is a float32; q4f16: a float16). 4-bit exports keep the embeddings in floats, as they are only looked up.
 */
const bytesPerParameter: Readonly<Record<Dtype, { matrix: number; embedding: number }>> = {
  fp32: { matrix: 4, embedding: 4 },
  fp16: { matrix: 2, embedding: 2 },
  q8: { matrix: 1.01, embedding: 1.01 },
  int8: { matrix: 1.01, embedding: 1.01 },
  uint8: { matrix: 1.01, embedding: 1.01 },
  q4: { matrix: 0.645, embedding: 4 },
  q4f16: { matrix: 0.575, embedding: 2 },
  bnb4: { matrix: 0.57, embedding: 4 },
};

type Parameters = CatalogueModel['parameters'];

/** Bytes of each session's weights. */
export function sessionBytes({ vision, embeddings, decoder }: Parameters, dtype: Dtype) {
  const { matrix, embedding } = bytesPerParameter[dtype];
  return {
    vision: vision * 1e6 * matrix,
    embeddings: embeddings * 1e6 * embedding,
    decoder: decoder * 1e6 * matrix,
  };
}

/** Bytes of the weights in one number format, give or take 10 %. */
export function downloadBytes({ parameters }: CatalogueModel, dtype: Dtype): number {
  const { vision, embeddings, decoder } = sessionBytes(parameters, dtype);
  return vision + embeddings + decoder;
}

/** Image tokens of one picture; @param width @param height in pixels */
export function tokensPerPicture(tokens: FrameTokens, width: number, height: number): number {
  if (tokens.kind === 'fixed') return tokens.perFrame;
  const along = (pixels: number) => Math.max(1, Math.round(pixels / tokens.side));
  return Math.min(tokens.most, along(width) * along(height));
}

/** A question with ten options, and the words between the frames. */
const textTokens = 300;
const labelTokens = 10;

/** What is asked of a model. */
export interface Load {
  readonly frames: number;
  /** Pixels of a frame as it comes to the model. */
  readonly width: number;
  readonly height: number;
  readonly dtype: Dtype;
  /** Whether the query image is cut into tiles. */
  readonly splitsQuery: boolean;
}

/** Tokens of a prompt with all its frames and a query image. */
export function promptTokens(
  model: CatalogueModel,
  { frames, width, height, splitsQuery }: Load,
): number {
  const picture = tokensPerPicture(model.frameTokens, width, height);
  return (
    textTokens + frames * (picture + labelTokens) + (splitsQuery ? model.queryTiles : 1) * picture
  );
}

export interface MemoryEstimate {
  /** All below, in bytes. */
  readonly total: number;
  readonly weights: number;
  /** The largest file's second copy, while its session is made. */
  readonly loading: number;
  /** Keys and values of the prompt, once more while they grow. */
  readonly cache: number;
  /** Features of the pictures and embeddings of the prompt. */
  readonly features: number;
  /** Attention scores and logits of the tokens that are read at once. */
  readonly working: number;
}

/** Tokens that the decoder reads at once (decoder.ts). */
const chunk = 1024;
const float = 4;

/** Memory that a model takes for one question, give or take a third: exports and browsers differ. */
export const estimateMemory = (model: CatalogueModel, load: Load): MemoryEstimate =>
  memoryOf(sessionBytes(model.parameters, load.dtype), model.text, promptTokens(model, load));

/**
 * The same from the sessions' own sizes.
 * @param sessions bytes of their weights
 * @param tokens of the longest prompt
 */
export function memoryOf(
  sessions: Readonly<Record<keyof Parameters, number>>,
  { layers, heads, kvHeads, headSize, hiddenSize, vocabulary }: CatalogueModel['text'],
  tokens: number,
): MemoryEstimate {
  const { vision, embeddings, decoder } = sessions;
  const weights = vision + embeddings + decoder;
  const loading = Math.max(vision, embeddings, decoder);
  const cache = 2 * (2 * layers * kvHeads * headSize * tokens * float);
  const features = 2 * tokens * hiddenSize * float;
  const working = heads * Math.min(chunk, tokens) * tokens * float + vocabulary * float;
  const total = weights + loading + cache + features + working;
  return { total, weights, loading, cache, features, working };
}

/** What is known of the machine. */
export interface Machine {
  readonly provider: Provider;
  /** In GiB, rounded by the browser, which says at most 8; null where it does not say (Firefox, Safari). */
  readonly deviceMemory: number | null;
  /** Half floats in shaders. */
  readonly halfFloats: boolean;
  /** Bytes of the adapter's largest buffer and binding; null on wasm. */
  readonly maxBuffer: number | null;
}

export interface Verdict {
  readonly verdict: 'fits' | 'tight' | 'will-not-fit';
  /** One sentence. */
  readonly reason: string;
}

const gibibyte = 1024 ** 3;
/** All that wasm can address. */
const wasmMost = 4 * gibibyte;
/** What the browser says where there is this much or more. */
const deviceMemoryMost = 8;

const inGib = (bytes: number): string => `${(bytes / gibibyte).toFixed(1)} GiB`;
const inMib = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;

/**
 * Whether a model fits on this machine, before it is downloaded.
 * @param runs whether this version runs models of this type
 */
export function judge(model: CatalogueModel, load: Load, machine: Machine, runs: boolean): Verdict {
  const no = (reason: string): Verdict => ({ verdict: 'will-not-fit', reason });
  if (!model.severalImages)
    return no('It takes one image only; a question here has several frames and an image.');
  if (!runs) return no(`This version does not run models of type ${model.modelType}.`);
  const tokens = promptTokens(model, load);
  if (tokens > model.contextLength)
    return no(
      `${load.frames} frames make about ${tokens} tokens, and it takes ${model.contextLength}. Ask for fewer frames.`,
    );
  const onGpu = machine.provider === 'webgpu';
  const needsHalf = load.dtype === 'fp16' || load.dtype === 'q4f16';
  if (needsHalf && onGpu && !machine.halfFloats)
    return no(`${load.dtype} needs shader-f16, which this adapter has not. Choose q4.`);
  const largest = model.text.vocabulary * model.text.hiddenSize;
  const tensor = largest * bytesPerParameter[load.dtype].matrix;
  if (onGpu && machine.maxBuffer !== null && tensor > machine.maxBuffer)
    return no(
      `Its largest weight takes ${inMib(tensor)}, and this adapter's buffers hold ${inMib(machine.maxBuffer)}. Choose a smaller number format.`,
    );
  return judgeMemory(estimateMemory(model, load), machine);
}

/** Bytes that models may take without the machine being short of memory: half of what it has. */
export const comfortableMemory = ({ deviceMemory }: Pick<Machine, 'deviceMemory'>): number =>
  ((deviceMemory ?? deviceMemoryMost / 2) * gibibyte) / 2;

function judgeMemory({ total, loading }: MemoryEstimate, machine: Machine): Verdict {
  const needs = `It needs about ${inGib(total)}`;
  // The second copy lies outside of wasm's own memory.
  const inside = total - loading;
  if (machine.provider === 'wasm' && inside > wasmMost)
    return {
      verdict: 'will-not-fit',
      reason: `${needs}; wasm has 4 GiB at most. Choose a smaller number format or fewer frames.`,
    };
  const { deviceMemory } = machine;
  const known = deviceMemory !== null && deviceMemory < deviceMemoryMost;
  if (known && total > deviceMemory * gibibyte)
    return {
      verdict: 'will-not-fit',
      reason: `${needs}, and this machine has about ${deviceMemory} GiB. Choose a smaller number format.`,
    };
  if (machine.provider === 'wasm' && inside > 0.7 * wasmMost)
    return { verdict: 'tight', reason: `${needs} of the 4 GiB that wasm has.` };
  if (total > comfortableMemory(machine)) {
    const has =
      deviceMemory === null
        ? 'the browser does not say how much there is'
        : `this machine has ${known ? 'about' : 'at least'} ${deviceMemory} GiB`;
    return { verdict: 'tight', reason: `${needs}, and ${has}. Close other tabs.` };
  }
  return { verdict: 'fits', reason: `${needs}.` };
}

import {
  AutoModelForImageTextToText,
  AutoProcessor,
  env,
  LogitsProcessor,
  LogitsProcessorList,
  RawImage,
  type Tensor,
} from '@huggingface/transformers';
import * as ort from 'onnxruntime-web/webgpu';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?packed';
import { decoderFeeds, visionFeeds, type Feed } from '../../scripts/bench/random-model/feeds.mjs';
import { letters, type Letter, type Picture } from '../../src/domain/index.js';
import { exposeInWorker, fetchPackedWasm } from '../../src/lib/index.js';
import { letterTokens, scoreLogits } from '../../src/model/letters.js';

/** The straightforward way: transformers.js' own processor and classes, everything anew for every question. */

/** What transformers.js makes of a prompt and its pictures. */
export interface PeerAnswer {
  /** Processor and generation. */
  readonly ms: number;
  readonly promptTokens: number;
  /** The most likely token. */
  readonly token: number;
  readonly letterLogprobs: Partial<Record<Letter, number>>;
}

/** Milliseconds of one run of a session, and the first numbers that it gave. */
export interface SessionRun {
  readonly ms: number;
  readonly values: readonly number[];
}

class KeepLogits extends LogitsProcessor {
  logits = new Float32Array();

  override _call(_ids: bigint[][], logits: Tensor): Tensor {
    this.logits = Float32Array.from(logits.data as Float32Array);
    return logits;
  }
}

type Loaded = Readonly<{
  processor: Awaited<ReturnType<typeof AutoProcessor.from_pretrained>>;
  model: Awaited<ReturnType<typeof AutoModelForImageTextToText.from_pretrained>>;
}>;

let loaded: Loaded | null = null;

function current(): Loaded {
  if (loaded) return loaded;
  throw new Error('No model is loaded.');
}

/** @param origin of the server, at whose root the model's folder lies @param threads of wasm */
async function load(origin: string, name: string, threads: number): Promise<void> {
  ort.env.wasm.wasmPaths = {};
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmBinary = await fetchPackedWasm(wasmUrl);
  Object.assign(env, {
    allowRemoteModels: false,
    allowLocalModels: true,
    localModelPath: '/',
    useBrowserCache: false,
    // A worker that was started from a blob has no address that paths could be relative to.
    fetch: (path: string, options?: RequestInit) => fetch(new URL(path, origin), options),
  });
  const processor = await AutoProcessor.from_pretrained(name);
  const images = processor.image_processor;
  if (!images) throw new Error('The processor takes no images.');
  Object.assign(images, { size: { longest_edge: 512 }, do_image_splitting: false });
  const model = await AutoModelForImageTextToText.from_pretrained(name, {
    device: 'wasm',
    dtype: 'fp32',
  });
  loaded = { processor, model };
}

/** @param text the chat, with `<image>` for each picture */
async function ask(text: string, pictures: readonly Picture[]): Promise<PeerAnswer> {
  const { processor, model } = current();
  const images = pictures.map(({ data, width, height }) => new RawImage(data, width, height, 3));
  const kept = new KeepLogits();
  const processors = new LogitsProcessorList();
  processors.push(kept);
  const started = performance.now();
  const inputs = (await processor(text, images)) as { readonly input_ids: Tensor };
  const ids = (await model.generate({
    ...inputs,
    max_new_tokens: 1,
    do_sample: false,
    logits_processor: processors,
  })) as Tensor;
  const ms = performance.now() - started;
  const { tokenizer } = processor;
  if (!tokenizer) throw new Error('The processor has no tokenizer.');
  const encode = (letter: string) => tokenizer.encode(letter, { add_special_tokens: false });
  const tokens = letterTokens({ encode }, letters, 'transformers.js');
  return {
    ms,
    promptTokens: inputs.input_ids.dims[1] ?? 0,
    token: Number((ids.data as BigInt64Array).at(-1)),
    letterLogprobs: scoreLogits(kept.logits, tokens, letters).letterLogprobs,
  };
}

const tensorsOf = (feeds: Readonly<Record<string, Feed>>) =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { type, values, dims }]): [string, ort.Tensor] => [
      name,
      new ort.Tensor(type as 'float32', values as Float32Array, dims),
    ]),
  );

/** One run of a session of the loaded model, on the inputs that Node is given too. */
async function runSession(name: 'vision_encoder' | 'decoder_model_merged'): Promise<SessionRun> {
  const session = (current().model.sessions as Record<string, ort.InferenceSession>)[name];
  if (!session) throw new Error(`There is no session ${name}.`);
  const isVision = name === 'vision_encoder';
  const feeds = tensorsOf(isVision ? visionFeeds() : decoderFeeds(session.inputNames));
  const started = performance.now();
  const result = await session.run(feeds, [isVision ? 'image_features' : 'logits']);
  const ms = performance.now() - started;
  const [first] = Object.values(result);
  const values = Array.from(((await first?.getData()) as Float32Array).slice(0, 64));
  first?.dispose();
  return { ms, values };
}

const api = { load, ask, runSession };

export type PeerApi = typeof api;

exposeInWorker(api);

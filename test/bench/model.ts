import { letters, type Picture } from '../../src/domain/index.js';
import { WorkerClient } from '../../src/lib/index.js';
import {
  fetchDemoModel,
  Model,
  type ListedFile,
  type ModelAnswer,
  type PictureHandle,
  type Treatment,
} from '../../src/model/index.js';
import type { PeerAnswer, PeerApi, SessionRun } from './model-peer.worker.js';
import peerUrl from './model-peer.worker.js?worker&url';
import { benchPicture, benchPrompt } from './model-questions.js';

/** The page of `npm run bench -- model`: the project's own model worker, and transformers.js in another. */

/** Milliseconds of one video's questions, the pictures given as pixels. */
interface VideoCosts {
  readonly first: number;
  /** The same question in further option orders. */
  readonly rotations: readonly number[];
  /** Further questions, each with its own query image. */
  readonly further: readonly number[];
  /** One whose query image is cut into tiles, and its further option order. */
  readonly split: number;
  readonly splitRotation: number;
  readonly promptTokens: number;
  readonly splitTokens: number;
}

/** The straightforward way's answer beside the page's own. */
interface PeerCosts extends Pick<PeerAnswer, 'ms'> {
  /** Whether the most likely first token is the same. */
  readonly sameToken: boolean;
  /** Whether the prompt has as many tokens. */
  readonly samePrompt: boolean;
  /** Largest difference of a letter's log-probability. */
  readonly difference: number;
}

declare global {
  interface Window {
    modelBench: typeof bench;
  }
}

const frames = 32;
const side = 512;
/** A query image that splitting cuts into 4 x 3 tiles and the whole. */
const [wide, high] = [640, 360];

/** Both runtimes get two threads, on every machine; and the model worker tells how large its wasm memories are. */
const prelude = `
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 });
  const memories = [];
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
  const channel = new BroadcastChannel('heap');
  channel.onmessage = ({ data }) => {
    if (data === 'how large')
      channel.postMessage(memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
  };
`;

const script = (text: string): string =>
  URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));

globalThis.Worker = class extends Worker {
  constructor(url: string | URL, options?: WorkerOptions) {
    const imports = [script(prelude), String(url)].map((from) => `import ${JSON.stringify(from)};`);
    super(options?.name === 'model' ? script(imports.join('\n')) : url, options);
  }
};

/** Bytes of the model worker's wasm memories; it must not be at work. */
function wasmHeap(): Promise<number> {
  const channel = new BroadcastChannel('heap');
  return new Promise((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<number>) => {
      channel.close();
      resolve(data);
    };
    channel.postMessage('how large');
  });
}

let model: Model | null = null;
const peer = new WorkerClient<PeerApi>(peerUrl, 'transformers.js');

function current(): Model {
  if (model) return model;
  throw new Error('No model is loaded.');
}

async function timed<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

async function encodeAll(
  pictures: readonly Picture[],
  treatment: Treatment = 'whole',
): Promise<PictureHandle[]> {
  const encoded = await Promise.all(pictures.map((one) => current().encode(one, treatment)));
  return encoded.map(({ handle }) => handle);
}

const asked = (
  shown: readonly PictureHandle[],
  image: PictureHandle,
  question: number,
  rotation: number,
) => ({ prompt: benchPrompt(shown.length, question, rotation), frames: shown, image, letters });

/** Pictures of a video; every round another one, so that nothing of the round before is left to be reused. */
const framesOf = (round: number): Picture[] =>
  Array.from({ length: frames }, (_, i) => benchPicture(round * 100 + i, side, side));

const queryOf = (round: number, question: number): Picture =>
  benchPicture(round * 100 + 50 + question, side, side);

/** A video's first question: frames and query image encoded, the prompt read. */
async function askFirst(round: number) {
  const pictures = [...framesOf(round), queryOf(round, 0)];
  const [ms, { shown, image, answer }] = await timed(async () => {
    const handles = await encodeAll(pictures);
    const [shown, image] = [handles.slice(0, frames), handles[frames] ?? -1];
    return { shown, image, answer: await current().ask(asked(shown, image, 0, 0)) };
  });
  return { ms, shown, image, answer };
}

/** A further question, and its further option orders. */
async function askFurther(
  shown: readonly PictureHandle[],
  query: Picture,
  treatment: Treatment,
  question: number,
  orders: number,
) {
  const [ms, { image, answer }] = await timed(async () => {
    const image = (await encodeAll([query], treatment))[0] ?? -1;
    return { image, answer: await current().ask(asked(shown, image, question, 0)) };
  });
  const rotations = await askRotations(shown, image, question, orders);
  await current().release([image]);
  return { ms, answer, rotations };
}

async function askRotations(
  shown: readonly PictureHandle[],
  image: PictureHandle,
  question: number,
  orders: number,
): Promise<number[]> {
  const rotations: number[] = [];
  for (let rotation = 1; rotation <= orders; rotation++) {
    const [ms] = await timed(() => current().ask(asked(shown, image, question, rotation)));
    rotations.push(ms);
  }
  return rotations;
}

/** A prompt with a single frame. */
async function askShort([frame, query]: readonly Picture[]): Promise<ModelAnswer> {
  if (!frame || !query) throw new Error('There are too few pictures.');
  const handles = await encodeAll([frame, query]);
  const answer = await current().ask(asked(handles.slice(0, 1), handles[1] ?? -1, 0, 0));
  await current().release(handles);
  return answer;
}

function difference(ours: ModelAnswer, theirs: PeerAnswer): number {
  const of = letters.map((letter) =>
    Math.abs((ours.letterLogprobs[letter] ?? NaN) - (theirs.letterLogprobs[letter] ?? NaN)),
  );
  return Math.max(...of);
}

let first: { round: number; answer: ModelAnswer; token: number | undefined } | null = null;

const bench = {
  /** Loads a model into the project's own worker. @param folder its URL, ending in a slash */
  async load(folder: string, files: readonly ListedFile[]): Promise<void> {
    model?.end();
    const given = await fetchDemoModel(new URL(folder, location.href).href, files);
    model = await Model.load(given, { device: 'wasm', dtype: 'fp32' }, () => undefined);
  },

  /** Loads the same files with transformers.js. @param name of the model's folder, at the server's root */
  loadPeer: (name: string): Promise<void> => peer.call((api) => api.load(location.origin, name, 2)),

  /** Lets both work once unmeasured: the first run of a session also makes its memory. */
  async warm(): Promise<void> {
    const pictures = [benchPicture(0, side, side), benchPicture(1, side, side)];
    const { promptText } = await askShort(
      pictures.map((one) => ({ ...one, data: one.data.slice() })),
    );
    await peer.call((api) => api.ask(promptText, pictures));
  },

  /** All that is measured of one video in the project's own worker. */
  async ours(round: number): Promise<VideoCosts> {
    const { ms, shown, image, answer } = await askFirst(round);
    const rotations = await askRotations(shown, image, 0, 3);
    const { tokens } = await current().generate(
      { ...asked(shown, image, 0, 0) },
      { maxTokens: 1, stop: [] },
    );
    first = { round, answer, token: tokens[0] };
    const further: number[] = [];
    for (const question of [1, 2]) {
      const given = await askFurther(shown, queryOf(round, question), 'whole', question, 1);
      further.push(given.ms);
      rotations.push(...given.rotations);
    }
    const split = await askFurther(shown, benchPicture(round, wide, high), 'split', 3, 1);
    await current().release([...shown, image]);
    return {
      first: ms,
      rotations,
      further,
      split: split.ms,
      splitRotation: split.rotations[0] ?? NaN,
      promptTokens: answer.promptTokens,
      splitTokens: split.answer.promptTokens,
    };
  },

  /** The same first question, asked of transformers.js. */
  async straightforward(): Promise<PeerCosts> {
    if (!first) throw new Error('Nothing was asked before.');
    const { round, answer, token } = first;
    const pictures = [...framesOf(round), queryOf(round, 0)];
    const given = await peer.call((api) => api.ask(answer.promptText, pictures));
    return {
      ms: given.ms,
      sameToken: given.token === token,
      samePrompt: given.promptTokens === answer.promptTokens,
      difference: difference(answer, given),
    };
  },

  runSession: (name: 'vision_encoder' | 'decoder_model_merged'): Promise<SessionRun> =>
    peer.call((api) => api.runSession(name)),

  endPeer(): void {
    peer.end();
  },

  /** Asks so many questions, five on a video of four frames. @returns bytes of the worker's wasm memories then */
  async askMany(questions: number): Promise<number> {
    for (let video = 0; video * 5 < questions; video++) {
      const pictures = Array.from({ length: 4 }, (_, i) => benchPicture(video * 4 + i, 64, 64));
      const shown = await encodeAll(pictures);
      for (let question = 0; question < 5; question++)
        await askFurther(shown, benchPicture(video + question, 64, 64), 'whole', question, 0);
      await current().release(shown);
    }
    return wasmHeap();
  },
};

globalThis.window.modelBench = bench;

import { AppError, asAppError, type Picture } from '../domain/index.js';
import { exposeInWorker } from '../lib/index.js';
import type { Treatment } from './families/family.js';
import { loadFamily } from './families/load-family.js';
import type { GenerationLimits } from './generation.js';
import { loadModel, type LoadedModel, type LoadOptions } from './load.js';
import type { MeasuredSpeed } from './measured-speed.js';
import type { ModelFiles } from './model-files.js';
import { pictureCosts, type ModelCosts, type PictureSize } from './picture-costs.js';
import type { EncodedPicture, PictureHandle } from './pictures.js';
import type {
  Asked,
  GeneratedAnswer,
  ModelAnswer,
  ModelRuntime,
  Question,
  SizedPrompt,
} from './runtime.js';
import { deviceLost } from './sessions.js';
import { wasmBytes } from './wasm-memory.js';

let runtime: ModelRuntime | null = null;
let lost: string | null = null;

function current(): ModelRuntime {
  if (lost !== null)
    throw new AppError('device-lost', `The GPU was lost (${lost}). The model is loaded again.`);
  if (!runtime) throw new AppError('unexpected', 'No model is loaded.');
  return runtime;
}

let turn: Promise<unknown> = Promise.resolve();

/** ONNX Runtime's sessions must not run at the same time, and comlink starts every call at once. */
function inTurn<T>(work: () => Promise<T> | T): Promise<T> {
  const result = turn.then(work);
  turn = result.catch(() => undefined);
  return result;
}

/** A failure after the device went is the device's, whatever ONNX Runtime calls it. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    // The loss is announced in a task of its own, often after the failure it causes.
    await new Promise((resolve) => setTimeout(resolve, 50));
    current();
    const error = asAppError(thrown);
    if (error.code === 'unexpected' && /out of memory|bad_alloc|allocation/i.test(error.message))
      throw new AppError('out-of-memory', `The model ran out of memory: ${error.message}`);
    throw error;
  }
}

async function load(
  model: ModelFiles,
  options: LoadOptions,
  onProgress: (loading: string) => void,
): Promise<LoadedModel> {
  await runtime?.end();
  runtime = null;
  const { runtime: made, loaded } = await loadModel(model, options, onProgress);
  runtime = made;
  void deviceLost(loaded.provider).then((why) => {
    lost = why === '' ? 'no reason given' : why;
  });
  return loaded;
}

const api = {
  load: (model: ModelFiles, options: LoadOptions, onProgress: (loading: string) => void) =>
    inTurn(() => load(model, options, onProgress)),
  encode: (picture: Picture, treatment: Treatment): Promise<EncodedPicture> =>
    inTurn(() => guarded(() => current().encode(picture, treatment))),
  encodePair: (first: Picture, second: Picture | null): Promise<EncodedPicture> =>
    inTurn(() => guarded(() => current().encodePair(first, second))),
  ask: (question: Question): Promise<ModelAnswer> =>
    inTurn(() => guarded(() => current().ask(question))),
  generate: (
    asked: Asked & Partial<Pick<Question, 'letters'>>,
    limits: GenerationLimits,
  ): Promise<GeneratedAnswer> => inTurn(() => guarded(() => current().generate(asked, limits))),
  repeatEnd: (asked: Asked, tokens: number): Promise<Float32Array[]> =>
    inTurn(() => guarded(() => current().repeatEnd(asked, tokens))),
  measureSpeed: (): Promise<MeasuredSpeed> => inTurn(() => guarded(() => current().measureSpeed())),
  countTokens: (sized: SizedPrompt): Promise<number> => inTurn(() => current().countTokens(sized)),
  measure: (model: ModelFiles, sizes: readonly PictureSize[]): Promise<ModelCosts> =>
    inTurn(async () => pictureCosts((await loadFamily(model)).family, sizes)),
  wasmHeap: wasmBytes,
  release: (handles: readonly PictureHandle[]): Promise<void> =>
    inTurn(() => {
      runtime?.release(handles);
    }),
};

export type ModelWorkerApi = typeof api;

exposeInWorker(api);

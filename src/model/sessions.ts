import * as ort from 'onnxruntime-web/webgpu';
import { AppError, asAppError, type Provider } from '../domain/index.js';
import { sessionNames, sessionPath, type SessionDtypes, type SessionName } from './dtype.js';
import type { CacheLayout } from './families/cache-layout.js';
import { requireFile, type ModelFiles } from './model-files.js';
import { prepareOnnxRuntime } from './onnx-runtime.js';

export type Sessions = Readonly<Record<SessionName, ort.InferenceSession>>;

/** External-data files of a session: they lie beside it and begin with its name. */
async function externalData(model: ModelFiles, path: string) {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const beside = [...model.files].filter(
    ([name]) =>
      name !== path && (name.startsWith(`${path}_data`) || name.startsWith(`${path}.data`)),
  );
  return Promise.all(
    beside.map(async ([name, file]) => ({
      path: name.slice(folder.length),
      data: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}

const outOfMemory = /out of memory|bad_alloc|allocation failed|array buffer allocation/i;

/** What a failure to build a session means for the visitor. */
function sessionError(thrown: unknown, model: ModelFiles, path: string): AppError {
  const { message } = asAppError(thrown);
  if (outOfMemory.test(message))
    return new AppError(
      'out-of-memory',
      `There is not enough memory for ${path} of the model ${model.id}. Close other tabs, or choose a smaller dtype.`,
      { cause: thrown },
    );
  return new AppError(
    'corrupt-model',
    `${path} of the model ${model.id} cannot be loaded: it is cut off, damaged, or a file that belongs beside it is missing (${message.slice(0, 200)}).`,
    { cause: thrown },
  );
}

async function createSession(
  model: ModelFiles,
  path: string,
  provider: Provider,
  gpuOutputs: readonly string[],
): Promise<ort.InferenceSession> {
  const file = requireFile(model, path);
  try {
    return await ort.InferenceSession.create(new Uint8Array(await file.arrayBuffer()), {
      executionProviders: [provider],
      logSeverityLevel: 3,
      externalData: await externalData(model, path),
      preferredOutputLocation: Object.fromEntries(
        gpuOutputs.map((name): [string, 'gpu-buffer'] => [name, 'gpu-buffer']),
      ),
    });
  } catch (thrown) {
    throw sessionError(thrown, model, path);
  }
}

/**
 * Vision encoder, token embeddings and decoder of a model, on one provider.
 * @param cacheLayout of the decoder: on WebGPU its cache stays in GPU memory
 * @throws AppError `corrupt-model` naming the file, `out-of-memory`, `network`
 */
export async function createSessions(
  model: ModelFiles,
  dtypes: SessionDtypes,
  provider: Provider,
  cacheLayout: CacheLayout,
  onProgress: (loading: string) => void,
): Promise<Sessions> {
  await prepareOnnxRuntime();
  const made: Partial<Record<SessionName, ort.InferenceSession>> = {};
  try {
    for (const name of sessionNames) {
      const path = sessionPath(name, dtypes[name]);
      onProgress(path);
      const cached = name === 'decoder_model_merged' && provider === 'webgpu';
      const kept = cached ? cacheLayout.entries.map(({ present }) => present) : [];
      made[name] = await createSession(model, path, provider, kept);
    }
  } catch (thrown) {
    await Promise.all(Object.values(made).map((session) => session.release()));
    throw thrown;
  }
  return made as Sessions;
}

/** Resolves when the GPU device that the sessions use is lost; never on wasm. */
export async function deviceLost(provider: Provider): Promise<string> {
  if (provider !== 'webgpu') return new Promise(() => undefined);
  const device = await ort.env.webgpu.device;
  const { message } = await device.lost;
  return message;
}

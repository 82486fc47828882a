import { letters, type ModelFileRecord, type ModelRecord, type Provider } from '../domain/index.js';
import { sha256OfFile } from '../lib/index.js';
import {
  chooseDtypes,
  describeDtypes,
  prefixIsExact,
  sessionNames,
  sessionPath,
  type DtypeWish,
  type SessionDtypes,
} from './dtype.js';
import { loadFamily } from './families/load-family.js';
import { readEndTokens } from './end-tokens.js';
import { letterTokens } from './letters.js';
import type { ModelFiles } from './model-files.js';
import { requireExternalData } from './onnx-external.js';
import { chooseProvider, type DeviceChoice } from './provider.js';
import { ModelRuntime } from './runtime.js';
import { createSessions } from './sessions.js';

export interface LoadOptions {
  readonly device: DeviceChoice;
  readonly dtype: DtypeWish;
}

/** What is known of a loaded model; goes into the run's manifest. */
export interface LoadedModel {
  readonly record: ModelRecord;
  readonly provider: Provider;
  readonly adapter: string | null;
  /** One sentence on where it runs and why. */
  readonly where: string;
  /** Of a picture that is not cut into tiles; null where it depends on the picture's size. */
  readonly tokensPerImage: number | null;
  /** Whether two frames can go in as one moment of a video (`Protocol.frameInput`). */
  readonly takesFramePairs: boolean;
  /** Most tokens a prompt may have; null where config.json does not say. */
  readonly contextLength: number | null;
}

/**
 * Loads a model from its files: small files first, so that what cannot run is refused by name before
 * its weights are read.
 * @throws AppError `unsupported-model`, `corrupt-model`, `webgpu-unavailable`, `out-of-memory`, `network`
 */
export async function loadModel(
  model: ModelFiles,
  { device, dtype }: LoadOptions,
  onProgress: (loading: string) => void,
): Promise<{ runtime: ModelRuntime; loaded: LoadedModel }> {
  const { family, config, tokenizer } = await loadFamily(model);
  const tokens = letterTokens(tokenizer, letters, model.id);
  const { provider, adapter, halfFloats, why } = await chooseProvider(device, dtype);
  const dtypes = chooseDtypes(model, dtype, provider, halfFloats);
  await requireExternalData(
    model,
    sessionNames.map((name) => sessionPath(name, dtypes[name])),
  );
  const sessions = await createSessions(model, dtypes, provider, family.cacheLayout, onProgress);
  const reusesPrefix = prefixIsExact(dtypes);
  return {
    runtime: new ModelRuntime({
      sessions,
      family,
      config,
      tokenizer,
      letterTokens: tokens,
      endTokens: await readEndTokens(model),
      reusesPrefix,
    }),
    loaded: {
      record: {
        id: model.id,
        source: model.source,
        revision: model.revision ?? null,
        modelType: config.model_type,
        dtype: describeDtypes(dtypes),
        files: await fileRecords(model, dtypes, onProgress),
      },
      provider,
      adapter,
      where: why,
      tokensPerImage: family.tokensPerImage,
      takesFramePairs: family.framePairs !== null,
      contextLength: config.text_config.max_position_embeddings ?? null,
    },
  };
}

/** Size and SHA-256 of every file that shapes the answers. */
async function fileRecords(
  { files }: ModelFiles,
  dtypes: SessionDtypes,
  onProgress: (loading: string) => void,
): Promise<ModelFileRecord[]> {
  const weights = sessionNames.map((name) => sessionPath(name, dtypes[name]));
  const used = [...files].filter(
    ([name]) =>
      (!name.includes('/') && /\.(json|jinja)$/.test(name)) ||
      weights.some((path) => name.startsWith(path)),
  );
  const records: ModelFileRecord[] = [];
  for (const [name, file] of used) {
    onProgress(`checksum of ${name}`);
    records.push({ name, size: file.size, sha256: await sha256OfFile(file) });
  }
  return records.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

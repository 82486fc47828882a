import { AppError, type MediaFile, type ModelRecord } from '../domain/index.js';

/** The files of one model, by path inside its folder (`config.json`, `onnx/vision_encoder.onnx`, ...). */
export interface ModelFiles {
  /** Shown and stored: `demo`, the name of the folder that was picked, or the hub's `organisation/name`. */
  readonly id: string;
  readonly source: ModelRecord['source'];
  /** The commit of a hub model. */
  readonly revision?: string;
  readonly files: ReadonlyMap<string, Blob>;
}

/** Paths below the folder that holds config.json, as a model folder may lie inside the picked one. */
export function modelFilesFromFolder(picked: readonly MediaFile[]): ModelFiles {
  const config = picked
    .filter(({ name }) => name === 'config.json')
    .toSorted((a, b) => a.path.length - b.path.length)[0];
  if (!config)
    throw new AppError(
      'corrupt-model',
      'The folder holds no config.json. Pick the folder of a model export: config.json, tokenizer files and onnx/*.onnx.',
    );
  const root = config.path.slice(0, -'config.json'.length);
  const files = new Map<string, Blob>();
  for (const { path, file } of picked)
    if (path.startsWith(root)) files.set(path.slice(root.length), file);
  return {
    id: root.split('/').findLast((part) => part !== '') ?? 'model',
    source: 'folder',
    files,
  };
}

/** One file of the demo model, as public/demo/index.json lists it. */
export interface ListedFile {
  readonly name: string;
  readonly size: number;
}

/**
 * Fetches the shipped demo model.
 * @param baseUrl URL of its folder, ending in a slash
 * @throws AppError `network`
 */
export async function fetchDemoModel(
  baseUrl: string,
  listed: readonly ListedFile[],
  signal?: AbortSignal,
): Promise<ModelFiles> {
  const entries = await Promise.all(
    listed.map(async ({ name }): Promise<[string, Blob]> => {
      const response = await fetch(new URL(name, baseUrl), signal ? { signal } : {});
      if (!response.ok)
        throw new AppError(
          'network',
          `Could not fetch the demo model's ${name}: HTTP ${response.status}.`,
        );
      return [name, await response.blob()];
    }),
  );
  return { id: 'demo', source: 'demo', files: new Map(entries) };
}

/** @throws AppError `corrupt-model` naming the file that is missing */
export function requireFile({ id, files }: ModelFiles, path: string): Blob {
  const file = files.get(path);
  if (file) return file;
  throw new AppError(
    'corrupt-model',
    `The model ${id} has no file ${path}. Pick a folder with the whole export.`,
  );
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws AppError `corrupt-model` naming the file when it is missing, cut off or no JSON object */
export async function readJson(model: ModelFiles, path: string): Promise<JsonObject> {
  const text = await requireFile(model, path).text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError(
      'corrupt-model',
      `${path} of the model ${model.id} is not valid JSON (cut off?). Download it again.`,
      { cause },
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as JsonObject;
  throw new AppError('corrupt-model', `${path} of the model ${model.id} is not a JSON object.`);
}

/** Like `readJson`; null where the model has no such file. */
export async function readOptionalJson(
  model: ModelFiles,
  path: string,
): Promise<JsonObject | null> {
  return model.files.has(path) ? readJson(model, path) : null;
}

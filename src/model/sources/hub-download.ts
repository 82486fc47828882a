import { AppError } from '../../domain/index.js';
import { chooseDtypes, type DtypeWish } from '../dtype.js';
import { readModelConfig } from '../model-config.js';
import { chooseProvider, type DeviceChoice } from '../provider.js';
import {
  keptFiles,
  manifestFor,
  manifestName,
  openCachedFile,
  openModelFolder,
  readManifest,
  removeKeptModel,
  type CacheManifest,
} from './cached-model.js';
import { downloadFile, openSync, storageFull, writeAt } from './download-file.js';
import { listHubFiles, resolveRevision, type HubFile, type HubModel } from './hub-api.js';
import { isSmallFile, weightFiles } from './hub-files.js';

export interface DownloadRequest {
  /** `organisation/name`. */
  readonly id: string;
  /** A commit, or a branch or tag, which is resolved to its commit. */
  readonly revision: string;
  /** They decide which number format is fetched. */
  readonly device: DeviceChoice;
  readonly dtype: DtypeWish;
}

/** How far a download is; bytes that were there already count. */
export interface DownloadProgress {
  /** null while the hub is asked what there is. */
  readonly file: { readonly path: string; readonly bytes: number; readonly size: number } | null;
  readonly bytes: number;
  readonly total: number;
}

/**
 * Downloads what a run needs of a model and keeps it: small files first, so that an architecture that cannot run is
 * refused before its weights are fetched. What is kept already is not fetched again.
 * @param base the hub's address, without a slash at its end
 * @returns the model at its commit
 * @throws AppError `network`, `unsupported-model`, `corrupt-model`, `storage-full`, `webgpu-unavailable`, `cancelled`
 */
export async function downloadModel(
  base: string,
  { id, revision, device, dtype }: DownloadRequest,
  onProgress: (progress: DownloadProgress) => void,
  signal: AbortSignal,
): Promise<HubModel> {
  onProgress({ file: null, bytes: 0, total: 0 });
  const model = await resolveRevision(base, id, revision, signal);
  await alone(model, () => downloadAt(base, model, device, dtype, onProgress, signal));
  return model;
}

/** Two tabs would write into the same files. @throws AppError `unexpected` when another one does */
async function alone(model: HubModel, work: () => Promise<void>): Promise<void> {
  const name = `ivbench-lab model ${model.id}@${model.revision}`;
  await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (!lock)
      throw new AppError(
        'unexpected',
        `The model ${model.id} is being downloaded in another tab. Wait for that one, or close it.`,
      );
    await work();
  });
}

async function downloadAt(
  base: string,
  model: HubModel,
  device: DeviceChoice,
  dtype: DtypeWish,
  onProgress: (progress: DownloadProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const { id } = model;
  const listed = await listHubFiles(base, model, signal);
  if (!listed.some(({ path }) => path === 'config.json'))
    throw new AppError(
      'corrupt-model',
      `The model ${id} has no config.json at ${model.revision.slice(0, 7)}: it is no export that runs here.`,
    );
  const smallFiles = listed.filter(isSmallFile);
  const paths = new Map(listed.map((file) => [file.path, file]));
  const { provider, halfFloats } = await chooseProvider(device, dtype);
  const fetchFiles = (files: readonly HubFile[]) =>
    fetchAll(base, model, files, onProgress, signal);
  try {
    await fetchFiles(smallFiles);
    await readModelConfig({ id, source: 'hub', files: await keptFiles(model) });
    const dtypes = chooseDtypes({ id, files: paths }, dtype, provider, halfFloats);
    await fetchFiles([...smallFiles, ...weightFiles(listed, dtypes)]);
  } catch (thrown) {
    // What cannot run here is not kept.
    if (thrown instanceof AppError && thrown.code === 'unsupported-model')
      await removeKeptModel(model);
    throw thrown;
  }
}

async function fetchAll(
  base: string,
  model: HubModel,
  wanted: readonly HubFile[],
  onProgress: (progress: DownloadProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const folder = await openModelFolder(model);
  const kept = await keptFiles(model);
  const manifest = manifestFor(model, await readManifest(folder), wanted);
  await writeManifest(folder, manifest);
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  let before = wanted.reduce((sum, { path }) => sum + (kept.get(path)?.size ?? 0), 0);
  await requireSpace(total - before);
  for (const file of wanted) {
    if (kept.has(file.path)) continue;
    const { path, size } = file;
    const target = await openSync(await openCachedFile(folder, path, true));
    const sofar = before;
    try {
      const onBytes = (bytes: number) => {
        onProgress({ file: { path, bytes, size }, bytes: sofar + bytes, total });
      };
      await downloadFile(base, model, file, target, onBytes, signal);
    } finally {
      target.close();
    }
    before += size;
    for (const entry of manifest.files) if (entry.path === path) entry.checked = true;
    await writeManifest(folder, manifest);
  }
}

async function writeManifest(
  folder: FileSystemDirectoryHandle,
  manifest: CacheManifest,
): Promise<void> {
  const file = await openSync(await folder.getFileHandle(manifestName, { create: true }));
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(manifest));
    file.truncate(bytes.byteLength);
    writeAt(file, bytes, 0);
    file.flush();
  } finally {
    file.close();
  }
}

/** Tells a lack of room before hours of downloading; the browser's figures are estimates. */
async function requireSpace(bytes: number): Promise<void> {
  const { quota, usage } = await navigator.storage.estimate();
  if (quota !== undefined && usage !== undefined && bytes > quota - usage) throw storageFull();
}

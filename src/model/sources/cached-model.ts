import * as v from 'valibot';
import { AppError } from '../../domain/index.js';
import type { HubFile, HubModel } from './hub-api.js';

/**
 * Models of the hub in the origin's private file system, a folder each: `models/{organisation}--{name}@{commit}/`,
 * in it `manifest.json` and the files by their own paths below `files/`. A file that the manifest does not name as
 * checked is the beginning of one.
 */

const manifestSchema = v.object({
  schema: v.literal(1),
  id: v.string(),
  revision: v.string(),
  /** Milliseconds since 1970. */
  keptAt: v.number(),
  /** What is downloaded or to be downloaded. */
  files: v.array(
    v.object({
      path: v.string(),
      size: v.number(),
      hash: v.object({ kind: v.picklist(['sha256', 'git-sha1']), value: v.string() }),
      checked: v.boolean(),
    }),
  ),
});

export type CacheManifest = v.InferOutput<typeof manifestSchema>;

/** A model of the hub that is kept in this browser, whole or in part. */
export interface KeptModel extends HubModel {
  readonly keptAt: number;
  /** Bytes of it that are here, and that it has in the formats asked for. */
  readonly bytes: number;
  readonly total: number;
  /** Whether nothing that was asked for lacks. */
  readonly complete: boolean;
}

export const manifestName = 'manifest.json';

/** No id on the hub has `--` in it, so that no two models share a folder. */
const folderName = ({ id, revision }: HubModel): string => `${id.replace('/', '--')}@${revision}`;

const isMissing = (thrown: unknown): boolean =>
  thrown instanceof DOMException && thrown.name === 'NotFoundError';

async function modelsFolder(): Promise<FileSystemDirectoryHandle> {
  try {
    const origin = await navigator.storage.getDirectory();
    return await origin.getDirectoryHandle('models', { create: true });
  } catch (cause) {
    throw new AppError(
      'storage-full',
      'This browser gives the page no place to keep models in (a private window?). Download the model by hand and give its folder.',
      { cause },
    );
  }
}

/** The folder of a model, made where it is not there. */
export async function openModelFolder(model: HubModel): Promise<FileSystemDirectoryHandle> {
  return (await modelsFolder()).getDirectoryHandle(folderName(model), { create: true });
}

/** The folder of a model; null where it is not kept. Made now, it would be listed as a model of no bytes. */
async function findModelFolder(model: HubModel): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await (await modelsFolder()).getDirectoryHandle(folderName(model));
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw thrown;
  }
}

/** A file's handle inside a model's folder. @throws DOMException `NotFoundError` when it is not there and not made */
export async function openCachedFile(
  folder: FileSystemDirectoryHandle,
  path: string,
  create: boolean,
): Promise<FileSystemFileHandle> {
  const parts = path.split('/');
  let inner = await folder.getDirectoryHandle('files', { create });
  for (const part of parts.slice(0, -1)) inner = await inner.getDirectoryHandle(part, { create });
  return inner.getFileHandle(parts.at(-1) ?? '', { create });
}

/** null: none, or one that was being written when the browser ended; its files are then checked anew. */
export async function readManifest(
  folder: FileSystemDirectoryHandle,
): Promise<CacheManifest | null> {
  try {
    const file = await (await folder.getFileHandle(manifestName)).getFile();
    const result = v.safeParse(manifestSchema, JSON.parse(await file.text()));
    return result.success ? result.output : null;
  } catch (thrown) {
    if (isMissing(thrown) || thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

async function sizeOf(folder: FileSystemDirectoryHandle, path: string): Promise<number> {
  try {
    return (await (await openCachedFile(folder, path, false)).getFile()).size;
  } catch (thrown) {
    if (isMissing(thrown)) return 0;
    throw thrown;
  }
}

/** All models that are kept, the latest first. No request is made. */
export async function listKeptModels(): Promise<KeptModel[]> {
  const kept: KeptModel[] = [];
  for await (const [name, handle] of (await modelsFolder()).entries()) {
    if (handle.kind !== 'directory') continue;
    const [id = '', revision = ''] = name.replace('--', '/').split('@');
    const { keptAt, files } = (await readManifest(handle)) ?? { keptAt: 0, files: [] };
    const sizes = await Promise.all(files.map(({ path }) => sizeOf(handle, path)));
    kept.push({
      ...{ id, revision, keptAt },
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      total: files.reduce((sum, { size }) => sum + size, 0),
      complete: files.length > 0 && files.every(({ checked }) => checked),
    });
  }
  return kept.toSorted((a, b) => b.keptAt - a.keptAt);
}

/** Checked files of a model by path; none where it is not kept. No request is made. */
export async function keptFiles(model: HubModel): Promise<Map<string, File>> {
  const found = new Map<string, File>();
  const folder = await findModelFolder(model);
  if (!folder) return found;
  for (const { path, size, checked } of (await readManifest(folder))?.files ?? []) {
    if (!checked) continue;
    const file = await (await openCachedFile(folder, path, false)).getFile();
    if (file.size === size) found.set(path, file);
  }
  return found;
}

/** @throws AppError `unexpected` while it is being downloaded */
export async function removeKeptModel(model: HubModel): Promise<void> {
  const folder = await modelsFolder();
  await folder.removeEntry(folderName(model), { recursive: true }).catch((cause: unknown) => {
    if (isMissing(cause)) return;
    throw new AppError(
      'unexpected',
      `The model ${model.id} cannot be removed now: it is in use, perhaps in another tab.`,
      { cause },
    );
  });
}

/** A manifest that wants these files beside those already checked. */
export const manifestFor = (
  { id, revision }: HubModel,
  before: CacheManifest | null,
  wanted: readonly HubFile[],
): CacheManifest => {
  const done = (before?.files ?? []).filter(({ checked }) => checked);
  const paths = new Set(done.map(({ path }) => path));
  const lacking = wanted.filter(({ path }) => !paths.has(path));
  const files = [...done, ...lacking.map((file) => ({ ...file, checked: false }))];
  return { schema: 1, id, revision, keptAt: Date.now(), files };
};

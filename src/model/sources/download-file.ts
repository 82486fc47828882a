import { createSHA1, createSHA256, type IHasher } from 'hash-wasm';
import { AppError } from '../../domain/index.js';
import { fetchFromHub, fileUrl, type HubFile, type HubModel } from './hub-api.js';

/** What TypeScript's DOM library lacks, as it is found in workers only. */
export interface SyncFile {
  getSize(): number;
  read(buffer: Uint8Array, options: { readonly at: number }): number;
  write(buffer: Uint8Array, options: { readonly at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

/** Opens a file for writing in place: what was written is there even after the tab was killed. */
export async function openSync(handle: FileSystemFileHandle): Promise<SyncFile> {
  const opening = handle as FileSystemFileHandle & {
    createSyncAccessHandle(): Promise<SyncFile>;
  };
  try {
    return await opening.createSyncAccessHandle();
  } catch (cause) {
    throw new AppError(
      'unexpected',
      `${handle.name} is in use, perhaps by a download in another tab. Wait for that one, or close it.`,
      { cause },
    );
  }
}

/** Writes all of the bytes. @throws AppError `storage-full` */
export function writeAt(file: SyncFile, bytes: Uint8Array, at: number): void {
  try {
    if (file.write(bytes, { at }) === bytes.byteLength) return;
  } catch (cause) {
    throw storageFull(cause);
  }
  throw storageFull();
}

export const storageFull = (cause?: unknown): AppError =>
  new AppError(
    'storage-full',
    "The browser's storage is full. Remove a kept model or free space on the disk, then resume: what was downloaded is kept.",
    { cause },
  );

const readStep = 4 * 1024 * 1024;

/** SHA-256, or git's SHA-1 of `blob {size}\0` and the bytes (git-hash-object). */
async function hasherFor({ size, hash }: HubFile): Promise<IHasher> {
  if (hash.kind === 'sha256') return (await createSHA256()).init();
  return (await createSHA1()).init().update(`blob ${size}\0`);
}

/** What is there of an earlier attempt goes into the hash. @returns how many bytes that are */
function takeBeginning(target: SyncFile, size: number, hasher: IHasher): number {
  const there = target.getSize();
  if (there > size) {
    target.truncate(0);
    return 0;
  }
  const buffer = new Uint8Array(Math.min(readStep, there));
  for (let at = 0; at < there;) {
    const read = target.read(buffer.subarray(0, Math.min(buffer.length, there - at)), { at });
    hasher.update(buffer.subarray(0, read));
    at += read;
  }
  return there;
}

/**
 * Downloads one file to where an earlier attempt left it, fetching only what lacks, and checks it.
 * @param onBytes told how many bytes of it are there
 * @throws AppError `network` when it is interrupted (what came is kept), `corrupt-model` when its hash is not the
 * hub's (it is emptied), `storage-full`, `cancelled`
 */
export async function downloadFile(
  base: string,
  model: HubModel,
  file: HubFile,
  target: SyncFile,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let hasher = await hasherFor(file);
  let at = takeBeginning(target, file.size, hasher);
  onBytes(at);
  if (at < file.size) {
    const headers: HeadersInit = at > 0 ? { Range: `bytes=${at}-` } : {};
    const url = fileUrl(base, model, file.path);
    const response = await fetchFromHub(url, file.path, model.id, { headers, signal });
    if (at > 0 && !continuesAt(response, at)) {
      hasher = await hasherFor(file);
      target.truncate(0);
      at = 0;
    }
    for await (const part of partsOf(response, model, file, () => at, signal)) {
      if (at + part.byteLength > file.size) break;
      writeAt(target, part, at);
      hasher.update(part);
      at += part.byteLength;
      onBytes(at);
    }
    target.flush();
  }
  if (hasher.digest('hex') === file.hash.value) return;
  target.truncate(0);
  throw new AppError(
    'corrupt-model',
    `${file.path} of the model ${model.id} did not arrive as the hub lists it (its ${file.hash.kind === 'sha256' ? 'SHA-256' : 'git hash'} is another). It was deleted: download it again. If that does not help, something between this page and the hub changes files.`,
  );
}

/** Whether the answer is the rest that was asked for; a host may ignore ranges, or hide which one it gives. */
function continuesAt({ status, headers }: Response, at: number): boolean {
  if (status !== 206) return false;
  const range = headers.get('Content-Range');
  return range === null || range.startsWith(`bytes ${at}-`);
}

/** Parts as they come, to the last. @throws AppError `network` when they end before the file does */
async function* partsOf(
  response: Response,
  model: HubModel,
  { path, size }: HubFile,
  arrived: () => number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const interrupted = (cause?: unknown) =>
    new AppError(
      'network',
      `The download of ${path} of the model ${model.id} was interrupted after ${arrived()} of ${size} bytes. What came is kept: resume it.`,
      { cause },
    );
  const reader = response.body?.getReader();
  if (!reader) throw interrupted();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        signal.throwIfAborted();
        throw interrupted(cause);
      });
      if (done) break;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (arrived() < size) throw interrupted();
}

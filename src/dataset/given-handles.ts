import { AppError, type MediaFile } from '../domain/index.js';
import { filesFromDirectoryHandle } from './collect-files.js';

/**
 * Handles of what was dropped (File System Access; none in browsers without it). Call it within the drop event, beside
 * `filesFromDataTransfer`: the browser empties the list once the event is over.
 */
export async function handlesFromDataTransfer(
  dataTransfer: DataTransfer,
): Promise<FileSystemHandle[]> {
  const items = Array.from(dataTransfer.items).filter(
    (item) => item.kind === 'file' && 'getAsFileSystemHandle' in item,
  );
  // A drop that a script made has no handles: the call gives null or nothing, or fails.
  const asked = items.map((item) => item.getAsFileSystemHandle().catch(() => null));
  return (await Promise.all(asked)).filter((handle) => handle instanceof FileSystemHandle);
}

/**
 * The file, or all files of the folder, that a kept handle leads to.
 * @throws AppError `missing-media` naming what was moved, removed or may not be read
 */
export async function filesFromHandle(handle: FileSystemHandle): Promise<MediaFile[]> {
  if (isDirectory(handle)) return filesFromDirectoryHandle(handle);
  if (!isFile(handle)) return [];
  try {
    return [{ name: handle.name, path: handle.name, file: await handle.getFile() }];
  } catch (cause) {
    throw new AppError(
      'missing-media',
      `${handle.name} could not be opened: it was moved or removed, or may not be read. Give it again.`,
      { cause },
    );
  }
}

const isFile = (handle: FileSystemHandle): handle is FileSystemFileHandle => handle.kind === 'file';
const isDirectory = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle =>
  handle.kind === 'directory';

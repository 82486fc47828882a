import { AppError, type MediaFile } from '../domain/index.js';
import { isHiddenName } from './file-kinds.js';

/** Only names and sizes are looked at here; hidden files are left out; folders come sorted by path. */

const hasHiddenPart = (path: string): boolean => path.split('/').some(isHiddenName);

const byPath = (a: MediaFile, b: MediaFile): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0;

const unreadable = (path: string, cause: unknown): AppError =>
  new AppError(
    'missing-media',
    `${path} could not be opened: it was moved or removed, or may not be read. Give it again.`,
    { cause },
  );

/** Files of an `<input type="file">`, with their paths where a folder was picked (`webkitdirectory`). */
export function filesFromInput(fileList: Iterable<File>): MediaFile[] {
  return Array.from(fileList, (file) => ({
    name: file.name,
    path: file.webkitRelativePath || file.name,
    file,
  })).filter(({ path }) => !hasHiddenPart(path));
}

/**
 * Everything that was dropped, folders with all that is in them. Call it within the drop event: the
 * browser empties the list once the event is over.
 * @throws AppError `missing-media` naming what could not be opened
 */
export async function filesFromDataTransfer(dataTransfer: DataTransfer): Promise<MediaFile[]> {
  const dropped = Array.from(dataTransfer.items, (item) => {
    if (item.kind !== 'file') return null;
    return item.webkitGetAsEntry() ?? item.getAsFile();
  });
  const collected = await Promise.all(
    dropped.map(async (item) => {
      if (item === null) return [];
      return item instanceof File ? filesFromInput([item]) : await filesOfEntry(item);
    }),
  );
  return collected.flat();
}

async function filesOfEntry(entry: FileSystemEntry): Promise<MediaFile[]> {
  if (isHiddenName(entry.name)) return [];
  const path = entry.fullPath.replace(/^\//, '');
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    }).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    return [{ name: entry.name, path, file }];
  }
  if (!isDirectoryEntry(entry)) return [];
  const reader = entry.createReader();
  const files: MediaFile[] = [];
  // A reader gives at most 100 entries a call in Chromium; an empty batch is the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    }).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    if (batch.length === 0) return files.sort(byPath);
    files.push(...(await Promise.all(batch.map(filesOfEntry))).flat());
  }
}

const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectoryEntry = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry =>
  entry.isDirectory;

/**
 * A picked folder with all that is in it (File System Access).
 * @throws AppError `missing-media` naming what could not be opened
 */
export async function filesFromDirectoryHandle(
  handle: FileSystemDirectoryHandle,
): Promise<MediaFile[]> {
  return (await filesOfDirectory(handle, handle.name)).sort(byPath);
}

async function filesOfDirectory(
  directory: FileSystemDirectoryHandle,
  path: string,
): Promise<MediaFile[]> {
  const files: MediaFile[] = [];
  try {
    for await (const [name, child] of directory.entries()) {
      if (isHiddenName(name)) continue;
      const childPath = `${path}/${name}`;
      if (child.kind === 'directory') files.push(...(await filesOfDirectory(child, childPath)));
      else files.push({ name, path: childPath, file: await child.getFile() });
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unreadable(path, thrown);
  }
  return files;
}

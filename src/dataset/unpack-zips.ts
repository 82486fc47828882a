import { AppError, type MediaFile } from '../domain/index.js';
import { readZipDirectory, unpackEntry, type ZipEntry } from '../lib/index.js';
import { isHiddenName, isImageName, isTableName, isVideoName, isZipName } from './file-kinds.js';
import { lastSegment } from './file-names.js';
import { kindOf } from './given-kind.js';
import { mostBytes, readContent } from './read-content.js';

/** Videos and pictures of all zips together, unpacked: they are held by the browser, on disk or in memory. */
const mostMediaBytes = 512 * 1024 * 1024;

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / (1024 * 1024))} MiB`;

const isMedia = ({ path }: ZipEntry): boolean => isVideoName(path) || isImageName(path);
const isTable = ({ path }: ZipEntry): boolean => isTableName(lastSegment(path));

const invalid = (name: string, why: string, cause?: unknown): AppError =>
  new AppError(
    'invalid-dataset',
    `${name} could not be unpacked: ${why}. Unpack it and give what is in it.`,
    {
      cause,
    },
  );

/** What is in a zip, hidden files (`__MACOSX`, `.DS_Store`) left out. */
async function entriesOf(zip: File): Promise<ZipEntry[]> {
  const entries = await readZipDirectory(zip).catch((cause: unknown) => {
    throw invalid(zip.name, cause instanceof Error ? cause.message : String(cause), cause);
  });
  return entries.filter(({ path }) => !path.split('/').some(isHiddenName));
}

const unpack = (zip: File, entry: ZipEntry): Promise<File> =>
  unpackEntry(zip, entry).catch((cause: unknown) => {
    throw invalid(zip.name, cause instanceof Error ? cause.message : String(cause), cause);
  });

function checkTableSize(zip: File, { path, size }: ZipEntry): void {
  if (size > mostBytes) throw invalid(zip.name, `${path} is larger than ${mebibytes(mostBytes)}`);
}

/**
 * The files of a zip that may hold questions or data beside them.
 * @throws AppError `invalid-dataset` naming the zip
 */
export async function tablesInZip(zip: File): Promise<File[]> {
  const files: File[] = [];
  for (const entry of await entriesOf(zip)) {
    if (!isTable(entry)) continue;
    checkTableSize(zip, entry);
    files.push(await unpack(zip, entry));
  }
  return files;
}

/** Which of several tables hold questions; one alone is not looked into. */
async function questionFiles(files: readonly MediaFile[]): Promise<MediaFile[]> {
  const tables = files.filter(({ name }) => isTableName(name));
  if (tables.length < 2) return [];
  const found: MediaFile[] = [];
  for (const table of tables) {
    // What cannot be read is told when it is read for itself.
    const read = await readContent(table.file).catch(() => null);
    if (read && kindOf(read.content) === 'questions') found.push(table);
  }
  return found;
}

/**
 * Puts what is in zips (files whose name ends in .zip) in their place: tables, videos and images, with the zip as
 * their folder. Everything else in them is left out. A zip that cannot be unpacked, media that are too large in
 * total (512 MiB), become a problem that names the zip; the rest goes on.
 */
export async function unpackZips(
  files: readonly MediaFile[],
): Promise<{ files: MediaFile[]; problems: string[] }> {
  const unpacked: MediaFile[] = [];
  const problems: string[] = [];
  let mediaLeft = mostMediaBytes;
  for (const given of files) {
    if (!isZipName(given.name)) {
      unpacked.push(given);
      continue;
    }
    try {
      const entries = await entriesOf(given.file);
      const mediaBytes = entries.filter(isMedia).reduce((sum, { size }) => sum + size, 0);
      const takesMedia = mediaBytes <= mediaLeft;
      if (takesMedia) mediaLeft -= mediaBytes;
      else
        problems.push(
          `${given.name} holds ${mebibytes(mediaBytes)} of videos and images; at most ${mebibytes(mostMediaBytes)} are unpacked here. Unpack it and give the folder.`,
        );
      const wanted = entries.filter((entry) => isTable(entry) || (takesMedia && isMedia(entry)));
      if (entries.length > 0 && wanted.length === 0 && takesMedia)
        problems.push(`${given.name} holds no question file, no video and no image.`);
      const inside: MediaFile[] = [];
      for (const entry of wanted) {
        if (isTable(entry)) checkTableSize(given.file, entry);
        const file = await unpack(given.file, entry);
        inside.push({ name: file.name, path: `${given.path}/${entry.path}`, file });
      }
      const questions = await questionFiles(inside);
      if (questions.length > 1)
        problems.push(
          `${given.name} holds several question files: ${questions.map(({ path }) => path).join(', ')}. Unpack it and give one of them.`,
        );
      unpacked.push(...inside.filter((file) => questions.length <= 1 || !questions.includes(file)));
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      problems.push(thrown.message);
    }
  }
  return { files: unpacked, problems };
}

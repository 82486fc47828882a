import { AppError, type MediaFile } from '../../domain/index.js';
import { readZipDirectory, unpackEntry, type ZipEntry } from '../../lib/index.js';
import { modelFilesFromFolder, type ModelFiles } from '../model-files.js';

/** Compressed files of a zip are held unpacked, in memory or on disk as the browser likes; stored ones are not. */
const mostUnpackedBytes = 2 * 1024 ** 3;

const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

const useless = (zip: File, why: string, cause?: unknown): AppError =>
  new AppError(
    'corrupt-model',
    `The model in ${zip.name} cannot be used: ${why}. Unpack it and give the folder.`,
    { cause },
  );

/** A file of a model export: configuration, tokenizer, template, ONNX with its external data. */
const belongs = ({ path }: ZipEntry): boolean =>
  /\.(json|jinja|txt|model)$|\.onnx(_data(_\d+)?|\.data)?$/.test(path) &&
  !path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');

/** Whether a zip holds a model: its list of contents names ONNX files. One that cannot be read holds none. */
export async function isModelZip(zip: File): Promise<boolean> {
  const entries = await readZipDirectory(zip).catch(() => []);
  return entries.some((entry) => entry.path.endsWith('.onnx') && belongs(entry));
}

/**
 * The model in a zip, wherever in it its folder lies. Checksums are verified.
 * @throws AppError `corrupt-model` when it holds none, is damaged, encrypted or too large unpacked (2 GiB)
 */
export async function modelFilesFromZip(zip: File): Promise<ModelFiles> {
  try {
    const entries = (await readZipDirectory(zip)).filter(belongs);
    const packed = entries.filter(({ method }) => method !== 0);
    const unpackedBytes = packed.reduce((sum, { size }) => sum + size, 0);
    if (unpackedBytes > mostUnpackedBytes)
      throw new Error(
        `unpacked it is ${gib(unpackedBytes)}, and at most ${gib(mostUnpackedBytes)} are unpacked here`,
      );
    const stem = zip.name.replace(/\.zip$/i, '');
    const files: MediaFile[] = [];
    for (const entry of entries) {
      const file = await unpackEntry(zip, entry);
      files.push({ name: file.name, path: `${stem}/${entry.path}`, file });
    }
    return modelFilesFromFolder(files);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw useless(zip, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

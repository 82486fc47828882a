/** What a file is taken for, by its name alone: nothing is read before it is needed. */

/** Containers and raw streams that either decoder may open. */
const videoExtensions = new Set([
  ...['mp4', 'm4v', 'mov', 'webm', 'mkv', 'avi', 'mpg', 'mpeg', 'm2v', 'vob', 'ts', 'mts', 'm2ts'],
  ...['flv', 'f4v', 'wmv', 'asf', 'ogv', 'ogg', '3gp', '3g2', 'mxf', 'rm', 'rmvb', 'divx', 'y4m'],
]);

/** Some of these no browser decodes: they are matched, so that the decoder's message names them. */
const imageExtensions = new Set([
  ...['png', 'jpg', 'jpeg', 'jfif', 'webp', 'gif', 'bmp', 'avif', 'tif', 'tiff', 'heic', 'heif'],
]);

/** The file's name without its last extension, and that extension in lower case ('' if none). */
export function splitName(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension: name.slice(dot + 1).toLowerCase() };
}

export const isVideoName = (name: string): boolean =>
  videoExtensions.has(splitName(name).extension);

export const isImageName = (name: string): boolean =>
  imageExtensions.has(splitName(name).extension);

/** An image by name; and a container that a video may come in. */
export const isGifName = (name: string): boolean => splitName(name).extension === 'gif';

/** What may hold questions, or data beside them. */
export const isTableName = (name: string): boolean =>
  ['jsonl', 'json', 'csv', 'tsv', 'parquet'].includes(splitName(name).extension);

export const isZipName = (name: string): boolean => splitName(name).extension === 'zip';

/** Files and folders that systems and archivers leave behind: .DS_Store, __MACOSX, Thumbs.db. */
export const isHiddenName = (name: string): boolean =>
  name.startsWith('.') || name === '__MACOSX' || /^(thumbs\.db|desktop\.ini)$/i.test(name);

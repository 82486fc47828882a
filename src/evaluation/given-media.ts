import { AppError, asAppError, type Fingerprint, type MediaFile } from '../domain/index.js';
import { fingerprint } from '../lib/index.js';
import type { Thumbnail } from '../store/index.js';

/** @param video the SHA-256 of its fingerprint */
export type KeepThumbnails = (video: string, thumbnails: readonly Thumbnail[]) => Promise<void>;

/**
 * Checks a file against the fingerprints that earlier parts of runs stored.
 * @throws AppError `changed-media`
 */
export async function checkedFingerprint(
  { file, path }: MediaFile,
  known: readonly (Fingerprint | undefined)[],
): Promise<Fingerprint> {
  const now = await fingerprint(file);
  if (known.some((one) => one && (one.size !== now.size || one.sha256 !== now.sha256)))
    throw new AppError(
      'changed-media',
      `${path} is not the file this run began with (size or contents differ). Give the same file, or start a new run.`,
    );
  return now;
}

/** Never fails a run: what cannot be stored is decoded again when somebody looks. */
export async function keepThumbnailsOf(
  video: string,
  thumbnails: readonly { readonly index: number; readonly file: Blob }[],
  keep: KeepThumbnails,
): Promise<void> {
  try {
    const files = thumbnails.map(async ({ index, file }) => ({
      index,
      webp: new Uint8Array(await file.arrayBuffer()),
    }));
    await keep(video, await Promise.all(files));
  } catch (thrown) {
    console.warn(`The thumbnails of a video were not kept: ${asAppError(thrown).message}`);
  }
}

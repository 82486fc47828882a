import { AppError, asAppError, type Picture } from '../domain/index.js';
import { WorkerClient } from '../lib/index.js';
import type { ImageWorkerApi } from './image.worker.js';
import workerUrl from './image.worker.js?worker&url';

const deadlineMs = 60_000;

let worker: WorkerClient<ImageWorkerApi> | null = null;

/**
 * Decodes a query image (PNG, JPEG, WebP, GIF, BMP, AVIF) in a worker, as `Image.open(file).convert('RGB')` of Pillow
 * does: colour profiles are ignored, alpha is dropped and not composited, the EXIF orientation is not applied, an
 * animation gives its first frame. With 8 bits a channel the pixels equal Pillow's, byte for byte (tested in Chromium);
 * images of 16 bits a channel and CMYK ones go the browser's own way.
 * @throws AppError `corrupt-image` for a file that is empty, cut off, damaged or no image; `cancelled`, `timeout`,
 *   `worker-crashed`
 */
export async function decodeImage(file: File, signal?: AbortSignal): Promise<Picture> {
  if (!worker?.alive) worker = new WorkerClient<ImageWorkerApi>(workerUrl, 'image');
  const used = worker;
  try {
    return await used.call((api) => api.decode(file), { signal, deadlineMs });
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === 'timeout') used.end(error);
    if (error.code !== 'timeout' && error.code !== 'worker-crashed') throw error;
    throw new AppError(error.code, `Decoding ${file.name} failed: ${error.message} Try again.`, {
      cause: error,
    });
  }
}

import { AppError, asAppError, type Picture } from '../domain/index.js';
import { WorkerClient } from '../lib/index.js';
import type { ImageWorkerApi } from './image.worker.js';
import workerUrl from './image.worker.js?worker&url';

const deadlineMs = 60_000;

let worker: WorkerClient<ImageWorkerApi> | null = null;

/**
 * Decodes a query image (PNG, JPEG, WebP, GIF, BMP, AVIF, by its contents) in a worker, as `load_image` of the Python
 * package transformers does with Pillow: `ImageOps.exif_transpose(Image.open(file)).convert('RGB')`. The EXIF
 * orientation is applied, colour profiles are ignored, alpha is dropped and not blended, 16 bits of grey are clipped
 * to 8, an animation gives its first frame. The pixels equal Pillow's byte for byte, but for CMYK: those are at most 1
 * below (tested in Chromium, whose product of ink and black is rounded down).
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

import { WorkerClient } from '../lib/index.js';
import type { ModelFiles } from './model-files.js';
import type { ModelWorkerApi } from './model.worker.js';
import workerUrl from './model.worker.js?worker&url';
import type { ModelCosts, PictureSize } from './picture-costs.js';

/**
 * What pictures would take of a model's prompts, from its small files alone: no weights are read, none need be there.
 * @throws AppError `unsupported-model`, `corrupt-model`, `corrupt-image`
 */
export async function measurePictures(
  files: ModelFiles,
  sizes: readonly PictureSize[],
): Promise<ModelCosts> {
  const worker = new WorkerClient<ModelWorkerApi>(workerUrl, 'model');
  try {
    return await worker.call((api) => api.measure(files, sizes));
  } finally {
    worker.end();
  }
}

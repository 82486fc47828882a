import { AppError } from '../../domain/index.js';
import { proxied, WorkerClient } from '../../lib/index.js';
import type { ModelFiles } from '../model-files.js';
import { keptFiles, listKeptModels, removeKeptModel, type KeptModel } from './cached-model.js';
import type { HubModel } from './hub-api.js';
import type { DownloadProgress, DownloadRequest } from './hub-download.js';
import type { HubWorkerApi } from './hub.worker.js';
import workerUrl from './hub.worker.js?worker&url';

/** Models of a hub: downloaded on demand only, kept in this browser, then used without any request. */
export class Hub {
  readonly #base: string;

  /** @param base the hub's address; any host with the same layout will do */
  constructor(base = 'https://huggingface.co') {
    this.#base = base.replace(/\/+$/, '');
  }

  /** Downloads a model and keeps it. @throws AppError as `downloadModel` */
  async download(
    request: DownloadRequest,
    onProgress: (progress: DownloadProgress) => void,
    signal: AbortSignal,
  ): Promise<HubModel> {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    // Only a worker may write to files in place.
    const worker = new WorkerClient<HubWorkerApi>(workerUrl, 'download');
    const cancel = () => {
      void worker.call((api) => api.cancel()).catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const progress = proxied(onProgress);
      return await worker.call((api) => api.download(this.#base, request, progress));
    } finally {
      signal.removeEventListener('abort', cancel);
      worker.end();
    }
  }

  /** What is kept, the latest first; no request is made. */
  list(): Promise<KeptModel[]> {
    return listKeptModels();
  }

  /**
   * A kept model, to be loaded; no request is made.
   * @throws AppError `corrupt-model` when it is not kept
   */
  async open({ id, revision }: HubModel): Promise<ModelFiles> {
    const files = await keptFiles({ id, revision });
    if (files.has('config.json')) return { id, source: 'hub', revision, files };
    throw new AppError(
      'corrupt-model',
      `The model ${id} at the commit ${revision} is not kept in this browser. Download it first: its id and that commit as the revision.`,
    );
  }

  /** @throws AppError `unexpected` while it is being downloaded */
  remove(model: HubModel): Promise<void> {
    return removeKeptModel(model);
  }
}

import { exposeInWorker } from '../../lib/index.js';
import { downloadModel, type DownloadProgress, type DownloadRequest } from './hub-download.js';
import type { HubModel } from './hub-api.js';

const stop = new AbortController();

const api = {
  download: (
    base: string,
    request: DownloadRequest,
    onProgress: (progress: DownloadProgress) => void,
  ): Promise<HubModel> => downloadModel(base, request, throttled(onProgress), stop.signal),
  /** The download then rejects with `cancelled`, its files closed. */
  cancel: (): void => {
    stop.abort();
  },
};

const reportEveryMs = 100;

/** Ten reports a second, and each file's last. */
function throttled(report: (progress: DownloadProgress) => void) {
  let reportedAt = -Infinity;
  return (progress: DownloadProgress) => {
    const { file } = progress;
    const now = performance.now();
    if (file && file.bytes < file.size && now - reportedAt < reportEveryMs) return;
    reportedAt = now;
    report(progress);
  };
}

export type HubWorkerApi = typeof api;

exposeInWorker(api);

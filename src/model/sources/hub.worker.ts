import { exposeInWorker, throttled } from '../../lib/index.js';
import { downloadModel, type DownloadProgress, type DownloadRequest } from './hub-download.js';
import type { HubModel } from './hub-api.js';

const stop = new AbortController();

const api = {
  download: (
    base: string,
    request: DownloadRequest,
    onProgress: (progress: DownloadProgress) => void,
  ): Promise<HubModel> => {
    const report = throttled(onProgress, reportEveryMs, isLast);
    return downloadModel(base, request, report, stop.signal);
  },
  /** The download then rejects with `cancelled`, its files closed. */
  cancel: (): void => {
    stop.abort();
  },
};

const reportEveryMs = 100;

/** Each file's last report is told whenever it comes. */
const isLast = ({ file }: DownloadProgress): boolean => !file || file.bytes >= file.size;

export type HubWorkerApi = typeof api;

exposeInWorker(api);

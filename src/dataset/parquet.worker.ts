import { exposeInWorker } from '../lib/index.js';
import { readParquet } from './parquet.js';

const api = { read: readParquet };

export type ParquetApi = typeof api;

exposeInWorker(api);

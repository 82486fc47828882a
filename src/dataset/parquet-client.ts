import { AppError, asAppError } from '../domain/index.js';
import { WorkerClient } from '../lib/index.js';
import workerUrl from './parquet.worker.js?worker&url';
import type { ParquetApi } from './parquet.worker.js';
import type { Table } from './table.js';

/** `PAR1`, at both ends of a file, little-endian. */
export const parquetMagic = 0x31524150;

/**
 * Reads a Parquet file in a worker of its own. 100,000 rows take about 2 s: what works longer than a minute is damaged.
 * @throws AppError `invalid-dataset` when it is damaged, encrypted or too large
 */
export async function readParquetFile(file: File, deadlineMs = 60_000): Promise<Table> {
  const client = new WorkerClient<ParquetApi>(workerUrl, 'Parquet');
  try {
    return await client.call((api) => api.read(file), { deadlineMs });
  } catch (cause) {
    const why = asAppError(cause).message.slice(0, 160).replace(/\.$/, '');
    throw new AppError(
      'invalid-dataset',
      `${file.name} could not be read as Parquet (${why}): it is damaged, or of a kind that cannot be read here. Get it again, or save it as CSV.`,
      { cause },
    );
  } finally {
    client.end();
  }
}

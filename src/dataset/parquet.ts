import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type Compressors,
  type FileMetaData,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ImportProblem } from '../domain/index.js';
import { mostColumns, toldColumns, type Table } from './table.js';

const mebibyte = 1024 * 1024;

/** Columns that are larger hold files, not texts. */
const mostColumnBytes = 256 * mebibyte;
const mostRows = 1_000_000;

/**
 * The table of a Parquet file (any of the format's compressions), read by slices: only its footer and the columns that
 * can hold texts and numbers. Whole numbers that a number cannot hold exactly become texts. hyparquet trusts what a
 * file says of itself: damage may keep it busy for hours, so it works in a worker that can be ended
 * (`parquet-client.ts`).
 * @throws Error when the file is damaged, encrypted or too large
 */
export async function readParquet(file: Blob): Promise<Table> {
  const buffer = {
    byteLength: file.size,
    slice: (start: number, end?: number) => file.slice(start, end).arrayBuffer(),
  };
  const metadata = await parquetMetadataAsync(buffer);
  const { columns: all, bytes, rows: rowCount } = checked(metadata, file.size);
  const columns = all.filter((name) => (bytes.get(name) ?? 0) <= mostColumnBytes);
  const tooLarge = all.filter((name) => !columns.includes(name));
  const problems: ImportProblem[] = [];
  if (tooLarge.length > 0)
    problems.push({
      line: 0,
      message: `Columns over 256 MiB are not read: ${toldColumns(tooLarge)}. Files that a table holds cannot be used; give them as files.`,
    });
  const read = columns.slice(0, mostColumns);
  const options = { file: buffer, metadata, columns: read, compressors: boundedCompressors };
  const objects = rowCount === 0 ? [] : await parquetReadObjects(options);
  const rows = objects.map((row, at) => ({
    line: at + 1,
    cells: read.map((name) => plain(row[name])),
  }));
  return { columns: read, rows, problems };
}

/** Sizes of the columns and the number of rows, once what the footer says of them can be true. */
function checked(
  metadata: FileMetaData,
  fileSize: number,
): { columns: string[]; bytes: Map<string, number>; rows: number } {
  const leaves = new Set(leavesOf(parquetSchema(metadata)));
  const bytes = new Map<string, number>();
  let rows = 0;
  for (const { num_rows, columns } of metadata.row_groups) {
    rows += Number(num_rows);
    const seen = new Set<string>();
    for (const { meta_data: column } of columns) {
      if (!column) throw new Error('a column is not described');
      // Some writers put 0 where there is no dictionary.
      const dictionary = Number(column.dictionary_page_offset ?? 0);
      const start = dictionary > 0 ? dictionary : Number(column.data_page_offset);
      const packed = Number(column.total_compressed_size);
      const unpacked = Number(column.total_uncompressed_size);
      const path = pathKey(column.path_in_schema);
      if (!leaves.has(path) || seen.has(path)) throw new Error('its columns do not fit its schema');
      seen.add(path);
      if (!(start >= 4 && packed >= 0 && unpacked >= 0 && start + packed <= fileSize))
        throw new Error('a column lies outside the file');
      const name = column.path_in_schema[0] ?? '';
      bytes.set(name, (bytes.get(name) ?? 0) + unpacked);
    }
    if (!(num_rows >= 0n) || seen.size !== leaves.size)
      throw new Error('its columns do not fit its schema');
  }
  if (rows > mostRows) throw new Error(`${rows} rows, of which at most ${mostRows} can be read`);
  return {
    columns: parquetSchema(metadata).children.map(({ element }) => element.name),
    bytes,
    rows,
  };
}

const pathKey = (path: readonly string[]): string => JSON.stringify(path);

function leavesOf({ children, path }: SchemaTree): string[] {
  return children.length === 0 ? [pathKey(path)] : children.flatMap(leavesOf);
}

/** No page may unpack to more than a column may hold. */
const boundedCompressors: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (!(length >= 0 && length <= mostColumnBytes)) throw new Error('a page is too large');
      return unpack(input, length);
    },
  ]),
);

/** Values as JSON would hold them. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return value instanceof Uint8Array ? value : Array.from(value as ArrayLike<unknown>, plain);
  return value;
}

import { AppError, type ImportProblem } from '../domain/index.js';
import { mostColumns, toldColumns, type Table } from './table.js';

const mebibyte = 1024 * 1024;

/** Columns that are larger hold files, not texts. */
const mostColumnBytes = 256 * mebibyte;
const mostRows = 1_000_000;

/** `PAR1`, at both ends of a file. */
export const parquetMagic = 0x31524150;

/**
 * Reads a Parquet file (any of the format's compressions), by slices: only its footer and the columns that can hold
 * texts and numbers. Whole numbers that a number cannot hold exactly become texts.
 * @throws AppError `invalid-dataset` when it is damaged, encrypted or too large
 */
export async function readParquet(file: File): Promise<Table> {
  try {
    return await read(file);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'invalid-dataset',
      `${file.name} could not be read as Parquet (${why.slice(0, 160)}): it is damaged or of a kind that cannot be read here. Get it again, or save it as CSV.`,
      { cause },
    );
  }
}

async function read(file: File): Promise<Table> {
  // Most visitors never open a Parquet file: these libraries are fetched when one is there.
  const [{ parquetMetadataAsync, parquetReadObjects, parquetSchema }, { compressors }] =
    await Promise.all([import('hyparquet'), import('hyparquet-compressors')]);
  const buffer = {
    byteLength: file.size,
    slice: (start: number, end?: number) => file.slice(start, end).arrayBuffer(),
  };
  const metadata = await parquetMetadataAsync(buffer);
  const bytes = new Map<string, number>();
  let rowCount = 0;
  for (const group of metadata.row_groups) {
    rowCount += Number(group.num_rows);
    for (const { meta_data: column } of group.columns) {
      const name = column?.path_in_schema[0];
      if (!column || name === undefined) continue;
      bytes.set(name, (bytes.get(name) ?? 0) + Number(column.total_uncompressed_size));
    }
  }
  if (!(rowCount <= mostRows))
    throw new AppError(
      'invalid-dataset',
      `${file.name} has ${rowCount} rows; at most ${mostRows} can be read here. Split it.`,
    );
  const all = parquetSchema(metadata).children.map(({ element }) => element.name);
  const columns = all.filter((name) => (bytes.get(name) ?? 0) <= mostColumnBytes);
  const tooLarge = all.filter((name) => !columns.includes(name));
  const problems: ImportProblem[] =
    tooLarge.length === 0
      ? []
      : [
          {
            line: 0,
            message: `Columns over 256 MiB are not read: ${toldColumns(tooLarge)}. Files that a table holds cannot be used; give them as files.`,
          },
        ];
  const read = columns.slice(0, mostColumns);
  const objects =
    rowCount === 0
      ? []
      : await parquetReadObjects({ file: buffer, metadata, columns: read, compressors });
  const rows = objects.map((row, at) => ({
    line: at + 1,
    cells: read.map((name) => plain(row[name])),
  }));
  return { columns: read, rows, problems };
}

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

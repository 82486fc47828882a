import { AppError, type ImportProblem, type SideTable } from '../domain/index.js';
import { splitName } from './file-kinds.js';
import { shortNames, withoutVideoExtension } from './file-names.js';
import { furtherColumns } from './further-columns.js';
import { isObject, type Element } from './json-rows.js';
import { columnRoles } from './question-columns.js';
import type { ReadFile } from './read-content.js';
import { cellText, columnKey, toldColumns, type Table, type TableRow } from './table.js';

/** Names that mean a video only where no column names one outright. */
const weakNames = ['youtubeid', 'vid', 'id', 'name', 'filename', 'file'];

/** The column of the video id, or null. */
export function videoColumnOf(columns: readonly string[]): number | null {
  const { places } = columnRoles(columns);
  if (places.video !== undefined) return places.video;
  const keys = columns.map(columnKey);
  for (const name of weakNames) if (keys.includes(name)) return keys.indexOf(name);
  return null;
}

const isScalar = (value: unknown): boolean => cellText(value) !== undefined;

/** Whether JSON objects give, by video id, all one value each, or all one value a column each. */
export function isSideMap(elements: readonly Element[]): boolean {
  const values = elements.flatMap(({ value }) => (isObject(value) ? Object.values(value) : [[]]));
  if (values.length === 0) return false;
  return (
    values.every(isScalar) ||
    values.every((value) => isObject(value) && Object.values(value).every(isScalar))
  );
}

/** `{video_id: {column: value}}`, or `{video_id: value}` whose one column takes the file's name. */
function tableOfMap(name: string, elements: readonly Element[]): Table {
  const columns = new Map([['video_id', 0]]);
  const rows: TableRow[] = [];
  for (const { line, value } of elements) {
    for (const [id, given] of Object.entries(value as Record<string, unknown>)) {
      const cells: unknown[] = [id];
      const values = isObject(given) ? given : { [splitName(name).stem]: given };
      for (const [column, cell] of Object.entries(values)) {
        const place = columns.get(column) ?? columns.size;
        columns.set(column, place);
        cells[place] = cell;
      }
      rows.push({ line, cells });
    }
  }
  return { columns: [...columns.keys()], rows, problems: [] };
}

/**
 * Values by video id, whatever the form of the file. The same id twice with other values: said, the first is kept.
 * @throws AppError `invalid-dataset` naming the file, with the columns that were found
 */
export function sideTableOf({ name, sha256, content }: ReadFile): SideTable {
  if (content.form === 'elements' && !isSideMap(content.elements))
    throw new AppError(
      'invalid-dataset',
      `${name} is no table by video. ${content.problems[0]?.message ?? 'It is JSON of another form.'} Expected: {"video id": {"domain": ...}}, or rows with video_id and at least one more column.`,
    );
  const table = content.form === 'table' ? content.table : tableOfMap(name, content.elements);
  const video = videoColumnOf(table.columns);
  const others = table.columns
    .map((_name, place) => place)
    .filter((place) => place !== video && table.columns[place]?.trim() !== '');
  if (video === null || others.length === 0)
    throw new AppError(
      'invalid-dataset',
      `${name} is no table by video. Its columns: ${toldColumns(table.columns)}. Expected: video_id and at least one more (domain, say).`,
    );
  const problems: ImportProblem[] = [...table.problems];
  if (content.form === 'elements') problems.push(...content.problems);
  const usable = table.rows.filter(({ line, cells, wrong }) => {
    const id = cellText(cells[video]);
    if (wrong === undefined && typeof id === 'string') return true;
    problems.push({ line, message: wrong ?? 'No video id. Left out.', leftOut: true });
    return false;
  });
  const pathOf = ({ cells }: TableRow) =>
    withoutVideoExtension((cellText(cells[video]) ?? '').trim());
  const nameOf = shortNames(usable.map(pathOf));
  const sliced = furtherColumns(
    usable.map(({ cells }) =>
      others.map((place) => [table.columns[place] ?? '', cells[place]] as const),
    ),
  );
  problems.push(...sliced.problems);
  const rows = new Map<string, Readonly<Record<string, string>>>();
  for (const [at, row] of usable.entries()) {
    const id = nameOf(pathOf(row));
    const values = sliced.columns[at] ?? {};
    const first = rows.get(id);
    if (first === undefined) rows.set(id, values);
    else if (!isSame(first, values))
      problems.push({
        line: row.line,
        leftOut: true,
        message: `Video ${id} was given before with other values. The first are kept.`,
      });
  }
  if (rows.size === 0 || sliced.names.length === 0)
    throw new AppError(
      'invalid-dataset',
      `${name} gives no video a short value. Its columns: ${toldColumns(table.columns)}.`,
    );
  return { name, sha256, columns: sliced.names, rows: Object.fromEntries(rows), problems };
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

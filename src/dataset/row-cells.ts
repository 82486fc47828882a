import type { GivenOptions } from './answer-key.js';
import type { Cell } from './further-columns.js';
import { withoutVideoExtension } from './file-names.js';
import { readList } from './list-cell.js';
import type { ColumnRoles, Role } from './question-columns.js';
import { cellText, type TableRow } from './table.js';

/** A row of a question table, cell by cell; null where a cell is empty or of another kind. */
export interface RowCells {
  readonly line: number;
  readonly wrong: string | null;
  /** Perhaps with a path; without a video's extension. */
  readonly video: string | null;
  /** Perhaps with a path. */
  readonly image: string | null;
  readonly question: string | null;
  readonly task: string | null;
  /** As it is written: a text, a letter, an index. */
  readonly answer: string | null;
  readonly id: string | null;
  readonly granularity: string;
  readonly location: string;
  readonly options: GivenOptions | null;
  readonly distractors: readonly string[] | null;
  readonly further: readonly Cell[];
}

/** Reads the cells of a row by what its columns are. */
export function rowReader(
  columns: readonly string[],
  { places, optionColumns, further }: ColumnRoles,
): (row: TableRow) => RowCells {
  return ({ line, cells, wrong = null }) => {
    const cell = (role: Role): unknown => cells[places[role] ?? -1];
    const text = (role: Role): string | null => cellText(cell(role)) ?? null;
    const video = fileText(cell('video'));
    return {
      line,
      wrong,
      video: video === null ? null : withoutVideoExtension(video),
      image: fileText(cell('image')),
      question: text('question'),
      task: text('task'),
      answer: text('answer') ?? text('answerIndex'),
      id: text('dataId'),
      granularity: text('granularity') ?? '',
      location: text('location') ?? '',
      options:
        optionColumns.length > 0
          ? optionColumns.map((place) => cellText(cells[place]) ?? null)
          : listOf(cell('options')),
      distractors: listOf(cell('distractors')),
      further: further.map((place) => [columns[place] ?? '', cells[place]] as const),
    };
  };
}

/** A cell that names a file; data sets on model hubs keep `{bytes, path}` there. */
function fileText(cell: unknown): string | null {
  if (typeof cell === 'object' && cell !== null && 'path' in cell)
    return typeof cell.path === 'string' ? fileText(cell.path) : null;
  return cellText(cell)?.trim() ?? null;
}

function listOf(cell: unknown): string[] | null {
  if (typeof cell === 'string') return readList(cell);
  if (!Array.isArray(cell)) return null;
  const texts: string[] = [];
  for (const value of cell as unknown[]) {
    const text = typeof value === 'string' ? value : cellText(value);
    if (text === undefined) return null;
    texts.push(text ?? '');
  }
  return texts;
}

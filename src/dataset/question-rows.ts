import type { ImportProblem, Sample } from '../domain/index.js';
import {
  findAnswer,
  indexBase,
  withoutLetters,
  type AnswerReading,
  type GivenOptions,
} from './answer-key.js';
import { draftSample, finishSamples, type Draft, type Fields } from './drafts.js';
import { shortNames } from './file-names.js';
import { columnRoles, type ColumnRoles, type Role } from './question-columns.js';
import { rowReader, type RowCells } from './row-cells.js';
import { toldColumns, type Table } from './table.js';

interface Wrong {
  readonly wrong: string;
}

/** What reading the options of a row did that is worth saying once for the file. */
type Reading = AnswerReading | 'unlettered';

/**
 * Questions of a table, one a row. Every row counts for `ordinal`, also one that is left out. Where the ids are not
 * whole numbers, a question's id is its row's place within its video, from 0.
 */
export function samplesOfTable(table: Table): { samples: Sample[]; problems: ImportProblem[] } {
  const file = fileOf(table);
  const readRow = fieldsReader(file);
  const drafts: Draft[] = [];
  const problems: ImportProblem[] = [];
  const readings = new Map<Reading, number>();
  for (const [ordinal, row] of file.rows.entries()) {
    const place = `Row ${ordinal + 1}${row.video === null ? '' : ` (video ${row.video})`}`;
    const read = readRow(row);
    if ('wrong' in read) {
      problems.push({ line: row.line, message: `${place}: ${read.wrong}`, leftOut: true });
      continue;
    }
    for (const reading of read.readings) readings.set(reading, (readings.get(reading) ?? 0) + 1);
    const { sample, remarks } = draftSample(read.fields, ordinal, place);
    const told = read.remark === null ? remarks : [`${place}: ${read.remark}`, ...remarks];
    for (const message of told)
      problems.push({ line: row.line, message, ...(sample ? {} : { leftOut: true }) });
    if (sample) drafts.push({ sample, line: row.line, further: read.further });
  }
  const finished = finishSamples(drafts);
  return {
    samples: finished.samples,
    problems: [...table.problems, ...notesOn(file, readings), ...problems, ...finished.problems],
  };
}

/** What the rows say only together. */
interface TableFile {
  readonly columns: readonly string[];
  readonly roles: ColumnRoles;
  readonly rows: readonly RowCells[];
  /** What indices among the answers count from; null where that cannot be told. */
  readonly base: 0 | 1 | null;
  /** Whether the ids are whole numbers throughout. */
  readonly numbered: boolean;
}

type WithOptions = RowCells & { readonly answer: string; readonly options: GivenOptions };

const wholeNumber = /^\d{1,15}$/;

function fileOf({ columns, rows: given }: Table): TableFile {
  const roles = columnRoles(columns);
  const rows = given.map(rowReader(columns, roles));
  const base = indexBase(
    rows.filter((row): row is WithOptions => row.answer !== null && row.options !== null),
  );
  const numbered = rows.every(
    ({ wrong, id }) => wrong !== null || (id !== null && wholeNumber.test(id.trim())),
  );
  return { columns, roles, rows, base, numbered };
}

interface ReadRow {
  readonly fields: Fields;
  readonly further: Draft['further'];
  readonly readings: readonly Reading[];
  readonly remark: string | null;
}

function fieldsReader({
  columns,
  roles: { places },
  rows,
  base,
  numbered,
}: TableFile): (row: RowCells) => ReadRow | Wrong {
  const videoName = shortNames(rows.map(({ video }) => video));
  const imageName = shortNames(rows.map(({ image }) => image));
  const idColumn = places.dataId === undefined ? null : (columns[places.dataId] ?? null);
  const nextPlace = new Map<string, number>();
  const name = (role: Role): string => columns[places[role] ?? -1] ?? role;

  return (row) => {
    if (row.wrong !== null) return { wrong: row.wrong };
    const { video, image, question, task, answer } = row;
    const at = video === null ? 0 : (nextPlace.get(video) ?? 0);
    if (video !== null) nextPlace.set(video, at + 1);
    if (video === null || image === null || question === null || task === null || answer === null) {
      const needed = ['video', 'image', 'question', 'task'] as const;
      const absent = needed.filter((role) => row[role] === null).map(name);
      if (answer === null)
        absent.push(name(places.answer === undefined ? 'answerIndex' : 'answer'));
      return { wrong: `${absent.join(', ')}: missing. Left out; mend the row.` };
    }
    const options = optionsOf(row, answer, base, name);
    if ('wrong' in options) return options;
    const fields = {
      videoId: videoName(video),
      dataId: numbered ? Number(row.id) : at,
      imageName: imageName(image),
      question,
      task,
      granularity: row.granularity,
      answer: options.answer,
      answerLocation: row.location,
      distractors: options.distractors,
    };
    const further =
      numbered || idColumn === null ? row.further : [[idColumn, row.id] as const, ...row.further];
    return { ...options, fields, further };
  };
}

type Options = Pick<Fields, 'answer' | 'distractors'> & Pick<ReadRow, 'readings' | 'remark'>;

function optionsOf(
  { options, distractors }: RowCells,
  answer: string,
  base: 0 | 1 | null,
  name: (role: Role) => string,
): Options | Wrong {
  if (!options) {
    if (distractors) return { answer, distractors, readings: [], remark: null };
    const columns = `${name('distractors')} or ${name('options')}`;
    return { wrong: `${columns} must be a list, ["a", "b"] say. Left out; mend the row.` };
  }
  const found = findAnswer(answer, options, base);
  if ('wrong' in found) return found;
  const unlettered = withoutLetters(options);
  const texts = unlettered ?? options;
  const right = texts[found.at] ?? '';
  if (right.trim() === '') return { wrong: 'the right option is blank. Left out; mend the row.' };
  return {
    answer: right,
    distractors:
      distractors ?? texts.filter((text, at): text is string => text !== null && at !== found.at),
    readings: [found.reading, ...(unlettered ? (['unlettered'] as const) : [])],
    remark: found.remark,
  };
}

/** What was understood how, once for the file. */
function notesOn(
  { columns, roles: { places, unused }, base, numbered }: TableFile,
  readings: ReadonlyMap<Reading, number>,
): ImportProblem[] {
  const notes: string[] = [];
  const answer = columns[places.answer ?? places.answerIndex ?? -1] ?? '';
  const letters = readings.get('letter') ?? 0;
  if (letters > 0)
    notes.push(`Column ${answer}: in ${letters} rows it is the letter of an option, and taken so.`);
  const indices = readings.get('index') ?? 0;
  if (indices > 0)
    notes.push(
      `Column ${answer}: in ${indices} rows it is the number of an option, counted from ${base ?? 0}, and taken so.`,
    );
  const unlettered = readings.get('unlettered') ?? 0;
  if (unlettered > 0)
    notes.push(
      `In ${unlettered} rows every option began with a letter of its own ("A. "). These letters were taken off.`,
    );
  if (places.dataId !== undefined && !numbered)
    notes.push(
      `Column ${columns[places.dataId] ?? ''} holds other ids than whole numbers. Questions are numbered within their video.`,
    );
  if (unused.length > 0)
    notes.push(
      `Not read, because other columns say the same: ${toldColumns(unused.map((place) => columns[place] ?? ''))}.`,
    );
  return notes.map((message) => ({ line: 0, message }));
}

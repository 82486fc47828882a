import {
  AppError,
  type Dataset,
  type SideTable,
  type StoredLog,
  type StoredResults,
} from '../domain/index.js';
import { zipMagic } from '../lib/index.js';
import { datasetOf } from './question-file.js';
import { holdsAnswers, kindOf } from './given-kind.js';
import { expectedColumns } from './question-columns.js';
import { magicOf, readContent, type ReadFile } from './read-content.js';
import { storedResultsOf } from './results/stored-results.js';
import { sideTableOf } from './side-table.js';
import { toldColumns } from './table.js';
import { tablesInZip } from './unpack-zips.js';

/** A file with questions or with data beside them, by what is in it. */
export type Given =
  | { readonly kind: 'questions'; readonly dataset: Dataset }
  /** A log of answers that this tool wrote. */
  | { readonly kind: 'log'; readonly log: StoredLog }
  /** Another tool's answers. */
  | { readonly kind: 'results'; readonly results: StoredResults }
  | { readonly kind: 'side-table'; readonly table: SideTable }
  /** Recognised by its columns, not read. */
  | { readonly kind: 'media-list'; readonly file: File }
  /** None of these: `why` says what was found and what was expected. */
  | { readonly kind: 'unknown'; readonly why: AppError };

/**
 * Reads a file that was given: questions (IV-Bench JSON Lines or JSON, a table in CSV, TSV, JSON or Parquet, a zip of
 * one of these), a log, results of another tool, a side table by video id, or a media list (`video_id`, `size`, `fingerprint`).
 * @throws AppError `invalid-dataset` when it is one of these but cannot be used
 */
export async function readGiven(file: File): Promise<Given> {
  const { file: inner, read } = await open(file);
  const kind = kindOf(read.content);
  switch (kind) {
    case 'questions':
      return { kind, dataset: datasetOf(read) };
    case 'log':
      return { kind, log: logOf(read) };
    case 'results':
      return { kind, results: storedResultsOf(read) };
    case 'side-table':
      return { kind, table: sideTableOf(read) };
    case 'media-list':
      return { kind, file: inner };
    case 'unknown':
      return { kind, why: unknown(read) };
  }
}

const logOf = ({ name, sha256, content }: ReadFile): StoredLog =>
  content.form === 'elements'
    ? { name, sha256, lines: content.elements, problems: content.problems }
    : { name, sha256, lines: [], problems: [] };

/**
 * Reads a question file, whatever it is taken for.
 * @throws AppError `invalid-dataset` naming the file, what was found and what was expected
 */
export async function parseQuestionFile(file: File): Promise<Dataset> {
  const { read } = await open(file);
  if (holdsAnswers(read.content)) throw unknown(read);
  return datasetOf(read);
}

/**
 * Reads a table of values by video id: CSV, TSV, Parquet, JSON rows, `{video_id: {column: value}}` or
 * `{video_id: value}`.
 * @throws AppError `invalid-dataset` naming the file, what was found and what was expected
 */
export async function parseSideTable(file: File): Promise<SideTable> {
  return sideTableOf((await open(file)).read);
}

function unknown({ name, content }: ReadFile): AppError {
  if (holdsAnswers(content))
    return new AppError(
      'invalid-dataset',
      `${name} holds a run's answers as this page saves them for spreadsheets: it lacks the prompts and the files' fingerprints, so that it cannot be made the run again, and it is no question file. Give the run's log (JSONL) instead.`,
    );
  const found =
    content.form === 'table'
      ? `Its columns: ${toldColumns(content.table.columns)}.`
      : (content.problems[0]?.message ?? 'It is JSON of another form.');
  return new AppError(
    'invalid-dataset',
    `${name} holds neither questions nor values by video. ${found} Expected for questions: ${expectedColumns}, or IV-Bench JSON Lines; for values by video: video_id and at least one more column.`,
  );
}

/** The file itself, or the one with questions in a zip. */
async function open(file: File): Promise<{ file: File; read: ReadFile }> {
  if ((await magicOf(file)) !== zipMagic) return { file, read: await readContent(file) };
  const tables = await tablesInZip(file);
  const read = await Promise.all(
    tables.map(async (table) => ({ file: table, read: await readContent(table) })),
  );
  const questions = read.filter((one) => kindOf(one.read.content) === 'questions');
  const candidates = questions.length > 0 ? questions : read;
  const [only] = candidates;
  if (only && candidates.length === 1) return only;
  throw new AppError(
    'invalid-dataset',
    candidates.length === 0
      ? `${file.name} is a zip without a question file (.jsonl, .json, .csv, .tsv or .parquet).`
      : `${file.name} holds several files that may be meant: ${toldColumns(tables.map(({ name }) => name))}. Unpack it and give one of them.`,
  );
}

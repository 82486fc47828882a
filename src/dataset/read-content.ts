import { AppError, type ImportProblem } from '../domain/index.js';
import { sha256, sha256OfFile } from '../lib/index.js';
import { headerOf, readDelimited } from './delimited.js';
import { splitName } from './file-kinds.js';
import { readDocuments, withoutMark } from './json-lines.js';
import { elementsOf, tableOfElements, type Element } from './json-rows.js';
import { parquetMagic, readParquetFile } from './parquet-client.js';
import { columnRoles } from './question-columns.js';
import { isRunLog } from './run-log.js';
import type { Table } from './table.js';

/** The public file is 0.9 MB; a text that is larger than this is no question file, and would fill the memory. */
export const mostBytes = 256 * 1024 * 1024;

/** Bytes that tell JSON from separated text. */
const sniffed = 65_536;

/** What a file holds, before it is known what it is for. */
export type Content =
  | { readonly form: 'table'; readonly table: Table }
  /** JSON values that are no rows. */
  | {
      readonly form: 'elements';
      readonly elements: readonly Element[];
      readonly problems: readonly ImportProblem[];
    };

export interface ReadFile {
  readonly name: string;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
  readonly content: Content;
}

/** The first four bytes of a file as a little-endian number; 0 where there are fewer. */
export async function magicOf(file: File): Promise<number> {
  const bytes = await bytesOf(file.slice(0, 4), file.name);
  return bytes.byteLength < 4 ? 0 : new DataView(bytes).getUint32(0, true);
}

/**
 * Reads JSON, JSON Lines, comma-, semicolon- or tab-separated text or Parquet, told apart by what is in the file; its
 * name only decides about text that is nothing of these.
 * @throws AppError `invalid-dataset` naming the file
 */
export async function readContent(file: File): Promise<ReadFile> {
  const { name } = file;
  if ((await magicOf(file)) === parquetMagic) {
    const table = await readParquetFile(file);
    return { name, sha256: await sha256OfFile(file), content: { form: 'table', table } };
  }
  if (file.size > mostBytes)
    throw new AppError(
      'invalid-dataset',
      `${name} is larger than 256 MiB: that is no question file. Give the file with the questions.`,
    );
  const bytes = await bytesOf(file, name);
  return { name, sha256: await sha256(bytes), content: contentOf(new Uint8Array(bytes), name) };
}

async function bytesOf(file: Blob, name: string): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (cause) {
    throw new AppError(
      'invalid-dataset',
      `${name} could not be read: it was moved or changed. Give it again.`,
      { cause },
    );
  }
}

function contentOf(bytes: Uint8Array, name: string): Content {
  if (isJson(decoded(bytes.subarray(0, sniffed)).text, name)) {
    const { documents, problems } = readDocuments(bytes);
    const elements = elementsOf(documents);
    const table = isRunLog(elements) ? null : tableOfElements(elements);
    return table
      ? { form: 'table', table: { ...table, problems } }
      : { form: 'elements', elements, problems };
  }
  const { text, isWhole } = decoded(bytes);
  return { form: 'table', table: readDelimited(text, isWhole) };
}

function isJson(text: string, name: string): boolean {
  if (/^\s*[[{]/.test(text)) return true;
  const { extension } = splitName(name);
  if (extension !== 'json' && extension !== 'jsonl') return false;
  return columnRoles(headerOf(text).columns).known === 0;
}

/** UTF-8, or UTF-16 with its mark, as spreadsheets save "Unicode text". */
function decoded(bytes: Uint8Array): { text: string; isWhole: boolean } {
  const utf16 = [0xfeff, 0xfffe].includes(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0));
  const encoding = utf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  const rest = withoutMark(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(rest), isWhole: true };
  } catch {
    return { text: new TextDecoder(encoding).decode(rest), isWhole: false };
  }
}

import type { ImportProblem } from '../domain/index.js';

/** One JSON value of a file; `line` counts from 1, 0 when it spans the whole file. */
export interface Document {
  readonly line: number;
  readonly value: unknown;
}

type Parsed = { readonly value: unknown } | { readonly error: string };

const newline = 0x0a;

/**
 * The JSON values of a file, one per line; or the one that spans the file, when the first line is none by
 * itself and the whole is. Bytes that are not UTF-8 spoil their own line only.
 */
export function readDocuments(bytes: Uint8Array): {
  documents: Document[];
  problems: ImportProblem[];
} {
  const documents: Document[] = [];
  const problems: ImportProblem[] = [];
  for (const { line, bytes: lineBytes } of linesOf(withoutMark(bytes))) {
    const parsed = parse(lineBytes);
    if (parsed === null) continue;
    if ('value' in parsed) {
      documents.push({ line, value: parsed.value });
      continue;
    }
    if (documents.length === 0 && problems.length === 0) {
      const whole = parse(bytes);
      if (whole && 'value' in whole)
        return { documents: [{ line: 0, value: whole.value }], problems: [] };
    }
    problems.push({ line, message: parsed.error, leftOut: true });
  }
  return { documents, problems };
}

export const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

function* linesOf(bytes: Uint8Array): Generator<{ line: number; bytes: Uint8Array }> {
  let start = 0;
  for (let line = 1; start < bytes.length; line++) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    yield { line, bytes: bytes.subarray(start, end) };
    start = end + 1;
  }
}

/** null where there is only white space. */
function parse(bytes: Uint8Array): Parsed | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { error: 'Not UTF-8 text. Left out; save the file as UTF-8.' };
  }
  if (text.trim() === '') return null;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'unknown';
    const cut = /end of JSON|Unterminated/i.test(why);
    return {
      error: cut
        ? 'Only the beginning of a JSON object: the line or the file was cut off. Left out; get the file again.'
        : `Not JSON (${why.slice(0, 120)}). Left out; mend or remove the line.`,
    };
  }
}

import { AppError, type Dataset, type ImportProblem, type Sample } from '../domain/index.js';
import { finishSamples, type Draft } from './drafts.js';
import type { Element } from './json-rows.js';
import { columnRoles, expectedColumns } from './question-columns.js';
import { readItem } from './question-item.js';
import { samplesOfTable } from './question-rows.js';
import type { ReadFile } from './read-content.js';
import { toldColumns, type Table } from './table.js';

/** How many problems the error of a file without any usable question tells. */
const toldProblems = 3;

interface Questions {
  readonly samples: readonly Sample[];
  readonly problems: readonly ImportProblem[];
}

/**
 * The questions of a file: IV-Bench objects `{video_id: [item, ...]}`, or a table with a question a row. A bad line,
 * item or row becomes a problem and the rest goes on. `ordinal` counts every item, also those left out.
 * @throws AppError `invalid-dataset` naming the file and what is missing when no question is usable
 */
export function datasetOf({ name, sha256, content }: ReadFile): Dataset {
  if (content.form === 'table') checkColumns(name, content.table);
  const { samples, problems } =
    content.form === 'table'
      ? samplesOfTable(content.table)
      : readElements(content.elements, content.problems);
  const sorted = problems.toSorted((a, b) => a.line - b.line);
  if (samples.length === 0) {
    const expected =
      content.form === 'table'
        ? `Expected a question a row, with the columns ${expectedColumns}.`
        : 'Expected one JSON object per line: {"video id": [questions]}.';
    throw unusable(name, sorted, expected);
  }
  return { name, sha256, samples, problems: sorted };
}

function checkColumns(name: string, { columns }: Table): void {
  const { missing } = columnRoles(columns);
  if (missing.length === 0) return;
  throw new AppError(
    'invalid-dataset',
    `${name} is a table without ${missing.join(', ')}. Its columns: ${toldColumns(columns)}. Expected: ${expectedColumns}. Name the columns so.`,
  );
}

function readElements(elements: readonly Element[], given: readonly ImportProblem[]): Questions {
  const problems = [...given];
  const drafts: Draft[] = [];
  let ordinal = 0;
  for (const { line, value } of elements) {
    const lost = (message: string) => problems.push({ line, message, leftOut: true });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      lost('Not an object of the form {"video id": [questions]}. Left out.');
      continue;
    }
    for (const [videoId, items] of Object.entries(value as Record<string, unknown>)) {
      if (!Array.isArray(items)) {
        lost(`${JSON.stringify(videoId)} does not hold a list of questions. Left out.`);
        continue;
      }
      for (const [at, item] of (items as unknown[]).entries()) {
        const { sample, remarks, further } = readItem(item, { videoId, at, ordinal });
        ordinal++;
        if (!sample) {
          remarks.forEach(lost);
          continue;
        }
        problems.push(...remarks.map((message) => ({ line, message })));
        drafts.push({ sample, line, further });
      }
    }
  }
  const finished = finishSamples(drafts);
  return { samples: finished.samples, problems: [...problems, ...finished.problems] };
}

function unusable(name: string, problems: readonly ImportProblem[], expected: string): AppError {
  const lost = problems.filter(({ leftOut }) => leftOut);
  if (lost.length === 0)
    return new AppError('invalid-dataset', `${name} holds no questions. ${expected}`);
  const told = lost
    .slice(0, toldProblems)
    .map(({ line, message }) => (line > 0 ? `Line ${line}: ${message}` : message));
  const more = lost.length - told.length;
  if (more > 0) told.push(`(${more} more.)`);
  return new AppError(
    'invalid-dataset',
    `${name} holds no usable question. ${told.join(' ')} ${expected}`,
  );
}

import { AppError, type Dataset, type ImportProblem, type Sample } from '../domain/index.js';
import { sha256 } from '../lib/index.js';
import { readDocuments } from './json-lines.js';
import { readItem } from './question-item.js';

/** The public file is 0.9 MB; what is larger than this is no question file, and would fill the memory. */
const mostBytes = 256 * 1024 * 1024;

/** How many problems the error of a file without any usable question tells. */
const toldProblems = 3;

/**
 * Reads a question file in the IV-Bench format: one JSON object per line, `{video_id: [item, ...]}`, UTF-8;
 * one object or an array of such objects over the whole file is read too. A bad line or item becomes a
 * problem and the rest goes on. `ordinal` counts every item of the file, also those left out.
 * @throws AppError `invalid-dataset` naming the file and its first problems when no question is usable
 */
export async function parseQuestionFile(file: File): Promise<Dataset> {
  if (file.size > mostBytes)
    throw new AppError(
      'invalid-dataset',
      `${file.name} is larger than 256 MiB: that is no question file. Give the .jsonl file with the questions.`,
    );
  const bytes = await file.arrayBuffer().catch((cause: unknown) => {
    throw new AppError(
      'invalid-dataset',
      `${file.name} could not be read: it was moved or changed. Give it again.`,
      { cause },
    );
  });
  const { samples, problems } = readQuestions(new Uint8Array(bytes));
  if (samples.length === 0) throw unusable(file.name, problems);
  return { name: file.name, sha256: await sha256(bytes), samples, problems };
}

function readQuestions(bytes: Uint8Array): { samples: Sample[]; problems: ImportProblem[] } {
  const { documents, problems } = readDocuments(bytes);
  const samples: Sample[] = [];
  const seen = new Set<string>();
  let ordinal = 0;
  for (const { line, value } of documents) {
    const lost = (message: string) => problems.push({ line, message, leftOut: true });
    for (const video of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof video !== 'object' || video === null || Array.isArray(video)) {
        lost('Not an object of the form {"video id": [questions]}. Left out.');
        continue;
      }
      for (const [videoId, items] of Object.entries(video as Record<string, unknown>)) {
        if (!Array.isArray(items)) {
          lost(`${JSON.stringify(videoId)} does not hold a list of questions. Left out.`);
          continue;
        }
        for (const [at, item] of (items as unknown[]).entries()) {
          const { sample, remarks } = readItem(item, { videoId, at, ordinal });
          ordinal++;
          if (!sample) {
            remarks.forEach(lost);
            continue;
          }
          const remark = (message: string) => problems.push({ line, message });
          remarks.forEach(remark);
          const key = JSON.stringify([videoId, sample.dataId]);
          if (seen.has(key))
            remark(
              `Video ${videoId}, question ${sample.dataId}: this data_id was used before in the same video. Both are kept; give each its own.`,
            );
          seen.add(key);
          samples.push(sample);
        }
      }
    }
  }
  problems.sort((a, b) => a.line - b.line);
  return { samples, problems };
}

function unusable(name: string, problems: readonly ImportProblem[]): AppError {
  const help = 'Expected one JSON object per line: {"video id": [questions]}.';
  if (problems.length === 0)
    return new AppError('invalid-dataset', `${name} holds no questions. ${help}`);
  const told = problems
    .slice(0, toldProblems)
    .map(({ line, message }) => (line > 0 ? `Line ${line}: ${message}` : message));
  const more = problems.length - told.length;
  if (more > 0) told.push(`(${more} more.)`);
  return new AppError(
    'invalid-dataset',
    `${name} holds no usable question. ${told.join(' ')} ${help}`,
  );
}

import { AppError, type StoredResults } from '../../domain/index.js';
import type { Content, ReadFile } from '../read-content.js';
import { isInspect, readInspect } from './inspect.js';
import { isLmmsEval, readLmmsEval } from './lmms-eval.js';
import { isReference, readReference } from './reference.js';

/** Whether a file holds another tool's answers to questions. */
export const isResults = (content: Content): boolean =>
  content.form === 'elements' &&
  [isReference, isLmmsEval, isInspect].some((isOne) => isOne(content.elements));

/**
 * Reads the results of another tool; damaged lines become problems and the rest goes on. Of answers to the same question
 * the first is kept.
 * @throws AppError `invalid-dataset` when no answer can be used
 */
export function storedResultsOf({ name, sha256, content }: ReadFile): StoredResults {
  const { elements, problems } =
    content.form === 'elements' ? content : { elements: [], problems: [] };
  const read = isReference(elements)
    ? { tool: 'reference' as const, ...readReference(elements) }
    : isLmmsEval(elements)
      ? { tool: 'lmms-eval' as const, model: null, ...readLmmsEval(elements) }
      : { tool: 'inspect' as const, ...readInspect(elements) };
  const seen = new Set<string>();
  const answers = read.answers.filter(({ videoId, dataId, question }) => {
    const key = JSON.stringify([videoId, dataId, question]);
    return !seen.has(key) && seen.add(key);
  });
  const repeated = read.answers.length - answers.length;
  const all = [...problems, ...read.problems].toSorted((a, b) => a.line - b.line);
  if (repeated > 0)
    all.push({
      line: 0,
      message: `${repeated} answers to questions that were answered before in the file. Left out.`,
      leftOut: true,
    });
  if (answers.length === 0) {
    const why = all[0] ? ` Line ${all[0].line}: ${all[0].message}` : '';
    throw new AppError('invalid-dataset', `${name} holds no answer that can be used.${why}`);
  }
  return { ...read, name, sha256, answers, problems: all };
}

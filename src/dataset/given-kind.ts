import { isObject } from './json-rows.js';
import { columnRoles } from './question-columns.js';
import type { Content } from './read-content.js';
import { isResults } from './results/stored-results.js';
import { isRunLog } from './run-log.js';
import { isSideMap, videoColumnOf } from './side-table.js';
import { columnKey } from './table.js';

export type GivenKind = 'questions' | 'log' | 'results' | 'side-table' | 'media-list' | 'unknown';

/** Columns of the answers that this page saves as CSV, and of no table of questions. */
const answerColumns = ['correctoption', 'outcome', 'rotation', 'prompttokens'];

/** Whether it is the table of a run's answers: no questions, although it tells them. */
export function holdsAnswers(content: Content): boolean {
  if (content.form === 'elements') return false;
  const keys = new Set(content.table.columns.map(columnKey));
  return answerColumns.every((name) => keys.has(name));
}

/** What a file is for, by the columns or the form it has. */
export function kindOf(content: Content): GivenKind {
  if (content.form === 'elements' && isRunLog(content.elements)) return 'log';
  if (isResults(content)) return 'results';
  if (content.form === 'elements') {
    const hasLists = content.elements.some(
      ({ value }) => isObject(value) && Object.values(value).some(Array.isArray),
    );
    if (hasLists) return 'questions';
    return isSideMap(content.elements) ? 'side-table' : 'unknown';
  }
  const { columns } = content.table;
  if (holdsAnswers(content)) return 'unknown';
  if (columnRoles(columns).places.question !== undefined) return 'questions';
  const keys = new Set(columns.map(columnKey));
  const hasFingerprint = keys.has('fingerprint') || keys.has('sha256');
  if (hasFingerprint && keys.has('videoid') && keys.has('size')) return 'media-list';
  return videoColumnOf(columns) !== null && columns.length > 1 ? 'side-table' : 'unknown';
}

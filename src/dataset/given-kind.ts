import { isObject } from './json-rows.js';
import { columnRoles } from './question-columns.js';
import type { Content } from './read-content.js';
import { isResults } from './results/stored-results.js';
import { isRunLog } from './run-log.js';
import { isSideMap, videoColumnOf } from './side-table.js';
import { columnKey } from './table.js';

export type GivenKind = 'questions' | 'log' | 'results' | 'side-table' | 'media-list' | 'unknown';

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
  if (columnRoles(columns).places.question !== undefined) return 'questions';
  const keys = new Set(columns.map(columnKey));
  const hasFingerprint = keys.has('fingerprint') || keys.has('sha256');
  if (hasFingerprint && keys.has('videoid') && keys.has('size')) return 'media-list';
  return videoColumnOf(columns) !== null && columns.length > 1 ? 'side-table' : 'unknown';
}

export { toLog } from './log.js';
export { toReferenceResults } from './reference-results.js';
export { toReport } from './report.js';
export { toTable } from './table.js';

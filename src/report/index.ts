export { auditReport, auditTable, coverageTable } from './audit-report.js';
export { findingTexts, type FindingText } from './finding-texts.js';
export { toLog } from './log.js';
export { toReferenceResults } from './reference-results.js';
export { toReport } from './report.js';
export { runNotes } from './run-facts.js';
export { toTable } from './table.js';

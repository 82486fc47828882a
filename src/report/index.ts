export { auditReport, auditTable, coverageTable } from './audit-report.js';
export {
  diagnosisSentence,
  diagnosisTitles,
  type DiagnosisSentence,
} from './diagnosis-sentences.js';
export { facetTitles, letterMassNote } from './facet-words.js';
export { exportCheckReport, exportCheckTable } from './export-check-report.js';
export { exportFormats, type ExportFormat } from './exports/formats.js';
export type { ExportedRun } from './exports/exported-run.js';
export { findingTexts, type FindingText } from './finding-texts.js';
export { toLog } from './log.js';
export { orderNotes, priorSources } from './order-words.js';
export { aspects, type Aspect, type Comparability } from './paper/comparability.js';
export { estimatedNote, paperRows, type PaperRow, type PaperRows } from './paper/paper-rows.js';
export { ablations, leaderboard, type PublishedRow } from './paper/published.js';
export { reweighted } from './paper/reweight.js';
export { readLogLine, type LogLine } from './read-log.js';
export { runOfLog, type LoggedRun } from './run-of-log.js';
export { toReferenceResults } from './reference-results.js';
export { toReport } from './report.js';
export { runNotes } from './run-facts.js';
export { runSpeed, speedLine, speedRows } from './run-speed.js';
export { suiteReport, suiteTable } from './suite-report.js';
export { toTable } from './table.js';
export {
  agreementRows,
  differingWords,
  repeatNote,
  repeatNotes,
  surroundingName,
  verificationReport,
  verificationSentence,
  verificationTable,
} from './verification-words.js';

export { FiguresClient } from './figures-client.js';
export { importLog } from './import-log.js';
export { importResults, type ImportedRun } from './import-results.js';
export { fitContext, type Fitted } from './fit-context.js';
export { Execution, type Surroundings } from './evaluation.js';
export { newRun, requireMedia, runnableSamples, type NewRun } from './new-run.js';
export { passingStore, repeatOf, requireMediaOf } from './repeat-run.js';
export type { KeepThumbnails } from './given-media.js';
export type { Progress } from './progress.js';
export { answerCount } from './schedule.js';
export { estimateRun, estimateRuns, type RunSpeed } from './estimate-run.js';
export { measureRunSpeed } from './run-speed.js';
export { workOf } from './run-work.js';
export {
  planSuite,
  suiteSamples,
  suiteSizes,
  type PlannedRun,
  type SuiteSize,
} from './plan-suite.js';
export {
  gridMembers,
  suiteNames,
  suites,
  type Grid,
  type SuiteMember,
  type SuiteName,
} from './suites.js';

export { auditCsv, auditDataset, type AuditInput } from './audit.js';
export { classifyFiles, type ClassifiedFiles } from './classify-files.js';
export {
  filesFromDataTransfer,
  filesFromDirectoryHandle,
  filesFromInput,
} from './collect-files.js';
export {
  batchConfig,
  batchConfigName,
  batchFile,
  batchName,
  downloadCommand,
  downloadList,
  formatWords,
  idList,
  type DownloadList,
} from './download-list.js';
export { filesFromHandle, handlesFromDataTransfer } from './given-handles.js';
export { parseQuestionFile, parseSideTable, readGiven, type Given } from './given-file.js';
export { matchMedia } from './match-media.js';
export {
  compareMedia,
  parseMediaCsv,
  toMediaCsv,
  type ListedVideo,
  type MediaDifference,
  type MediaList,
} from './media-list.js';
export { questionsOf } from './results/asked-questions.js';
export { selectSamples } from './select-samples.js';
export { unpackZips } from './unpack-zips.js';
export { taskMix, type TaskMixRow } from './task-mix.js';

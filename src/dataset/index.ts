export { classifyFiles, type ClassifiedFiles } from './classify-files.js';
export {
  filesFromDataTransfer,
  filesFromDirectoryHandle,
  filesFromInput,
} from './collect-files.js';
export { filesFromHandle, handlesFromDataTransfer } from './given-handles.js';
export { parseQuestionFile, parseSideTable, readGiven, type Given } from './given-file.js';
export { matchMedia } from './match-media.js';
export { selectSamples } from './select-samples.js';
export { unpackZips } from './unpack-zips.js';

export { classifyFiles, type ClassifiedFiles } from './classify-files.js';
export {
  filesFromDataTransfer,
  filesFromDirectoryHandle,
  filesFromInput,
} from './collect-files.js';
export { matchMedia } from './match-media.js';
export { parseQuestionFile } from './question-file.js';
export { selectSamples } from './select-samples.js';

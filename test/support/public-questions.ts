import { existsSync, readFileSync } from 'node:fs';
import { parseQuestionFile } from '../../src/dataset/index.js';
import type { Dataset } from '../../src/domain/index.js';

/** The public questions of IV-Bench, which are no part of this project: tests that need them are skipped where absent. */
const publicFile = new URL('../../../shared/ivbench/test_data.jsonl', import.meta.url);

export const hasPublicQuestions = existsSync(publicFile);

export const publicQuestions = (): Promise<Dataset> =>
  parseQuestionFile(new File([new Uint8Array(readFileSync(publicFile))], 'test_data.jsonl'));

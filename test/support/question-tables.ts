import { csvFormatRows } from 'd3-dsv';
import { parseQuestionFile } from '../../src/dataset/index.js';
import { AppError, type Dataset } from '../../src/domain/index.js';

/** Tables of questions as the tests of their reading need them: rows that are right but for what is given. */

export const parse = (content: BlobPart, name = 'questions.csv') =>
  parseQuestionFile(new File([content], name));

export const failure = async (content: BlobPart, name?: string): Promise<AppError> => {
  const result = await parse(content, name).catch((thrown: unknown) => thrown);
  if (!(result instanceof AppError)) throw new Error('was parsed', { cause: result });
  if (result.code !== 'invalid-dataset') throw new Error('another failure', { cause: result });
  return result;
};

export const header = ['question', 'answer', 'distractors', 'video_id', 'image_name', 'task'];
export const row = (values: Partial<Record<string, string>> = {}, columns = header) =>
  columns.map(
    (column) =>
      ({
        question: 'What colour?',
        answer: 'red',
        distractors: '["green", "blue"]',
        options: '["green", "red", "blue"]',
        video_id: 'v',
        image_name: 'i.png',
        task: 'NLI',
        ...values,
      })[column] ?? '',
  );
export const csv = (rows: string[][], columns = header) => csvFormatRows([columns, ...rows]);
export const messages = ({ problems }: Dataset) => problems.map(({ message }) => message);

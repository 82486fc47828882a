import { letters, type ImportProblem, type StoredAnswer } from '../../domain/index.js';
import { isObject, type Element } from '../json-rows.js';
import { optionList } from './stored-fields.js';

const isResult = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && 'choices' in value && 'correct_option' in value;

/** Whether JSON values are lines of the reference harness's results, `{video_id: [result, ...]}`. */
export const isReference = (elements: readonly Element[]): boolean =>
  elements.some(
    ({ value }) =>
      isObject(value) &&
      Object.values(value).some((results) => Array.isArray(results) && results.some(isResult)),
  );

/** A line of statistics: counts by task and in total. */
const isStatistics = (value: Record<string, unknown>): boolean =>
  isObject(value['total']) && 'correct_rate' in value['total'];

/** The model that results written by this tool name in their manifest, beside the counts. */
function modelOf({ total }: Record<string, unknown>): string | null {
  const manifest = isObject(total) ? total['manifest'] : null;
  const model = isObject(manifest) ? manifest['model'] : null;
  return isObject(model) && typeof model['id'] === 'string' ? model['id'] : null;
}

/** Reads the reference harness's results (PROTOCOL.md); its statistics are not used. */
export function readReference(elements: readonly Element[]): {
  model: string | null;
  answers: StoredAnswer[];
  problems: ImportProblem[];
} {
  const answers: StoredAnswer[] = [];
  const problems: ImportProblem[] = [];
  let model: string | null = null;
  for (const { line, value } of elements) {
    if (isObject(value) && isStatistics(value)) {
      model = modelOf(value);
      const above = Object.values(value).some(
        (counts) => isObject(counts) && Number(counts['correct_rate']) > 1,
      );
      if (above)
        problems.push({
          line,
          message: 'The statistics state a rate above 1. They are not used: answers are counted.',
        });
      continue;
    }
    const lost = (message: string) => problems.push({ line, message, leftOut: true });
    if (!isObject(value)) {
      lost('Not an object of the form {"video id": [results]}. Left out.');
      continue;
    }
    for (const [videoId, results] of Object.entries(value))
      for (const [at, result] of (Array.isArray(results) ? (results as unknown[]) : []).entries()) {
        const answer = isResult(result) ? answerOf(result, videoId, line) : null;
        if (answer) answers.push(answer);
        else
          lost(`Video ${videoId}, result ${at + 1}: it lacks options or the right one. Left out.`);
      }
  }
  return { model, answers, problems };
}

function answerOf(
  result: Readonly<Record<string, unknown>>,
  videoId: string,
  line: number,
): StoredAnswer | null {
  const { data_id: dataId, correct_option: right, model_response: response } = result;
  const options = optionList(result['choices']);
  const letter = typeof right === 'string' ? /^([a-j])\./.exec(right)?.[1] : undefined;
  const place = (letters as readonly (string | undefined)[]).indexOf(letter);
  if (!options || options.length < 2 || place < 0 || place >= options.length) return null;
  const text = (name: string): string => {
    const value = result[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    ...{ line, videoId, options, right: place },
    dataId: typeof dataId === 'number' && Number.isSafeInteger(dataId) ? dataId : null,
    imageName: text('image_name'),
    question: text('question'),
    task: text('question_type'),
    granularity: text('granularity'),
    text: typeof response === 'string' ? response : null,
    letter: text('model_answer').toLowerCase() || null,
  };
}

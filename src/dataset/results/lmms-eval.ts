import type { ImportProblem, StoredAnswer } from '../../domain/index.js';
import { isObject, type Element } from '../json-rows.js';
import { dataIdOf, optionsOf, placeOf, textOf, videoIdOf, type Source } from './stored-fields.js';

const isSample = (value: unknown): value is Source =>
  isObject(value) && 'doc_id' in value && ('resps' in value || 'filtered_resps' in value);

/** Whether JSON values are lines of lmms-eval's sample log. */
export const isLmmsEval = (elements: readonly Element[]): boolean =>
  elements.length > 0 &&
  elements.filter(({ value }) => isSample(value)).length * 2 > elements.length;

/** The first text in nested lists, as responses (`[["b"]]`) and arguments come. */
function firstText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  for (const one of value as unknown[]) {
    const text = firstText(one);
    if (text !== null) return text;
  }
  return null;
}

/** Reads lmms-eval's sample log: what is asked stands in `doc`, or in what a task's metrics keep of it. */
export function readLmmsEval(elements: readonly Element[]): {
  answers: StoredAnswer[];
  problems: ImportProblem[];
} {
  const answers: StoredAnswer[] = [];
  const problems: ImportProblem[] = [];
  for (const { line, value } of elements) {
    const answer = isSample(value) ? answerOf(value, line) : null;
    if (answer) answers.push(answer);
    else
      problems.push({
        line,
        message: 'No sample of a question with its options and the right one. Left out.',
        leftOut: true,
      });
  }
  return { answers, problems };
}

function answerOf(sample: Source, line: number): StoredAnswer | null {
  const { doc, resps, filtered_resps: filtered, target } = sample;
  const kept = Object.values(sample).filter((value) => isObject(value) && value !== doc);
  const { doc_id: _docId, ...own } = sample;
  const sources = [...(isObject(doc) ? [doc] : []), ...(kept as Source[]), own];
  const prompt = firstText([sample['input'], sample['arguments']]) ?? '';
  const options = optionsOf(sources, prompt);
  if (!options) return null;
  const right = placeOf(target, options);
  if (right < 0) return null;
  return {
    ...{ line, options, right },
    videoId: videoIdOf(sources),
    dataId: dataIdOf(sources),
    imageName: textOf(sources, 'image'),
    question: textOf(sources, 'question'),
    task: textOf(sources, 'task'),
    granularity: textOf(sources, 'granularity'),
    text: firstText(resps) ?? firstText(filtered),
    letter: null,
  };
}

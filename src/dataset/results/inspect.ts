import { letters, type ImportProblem, type StoredAnswer } from '../../domain/index.js';
import { isObject, type Element } from '../json-rows.js';
import { dataIdOf, optionsOf, placeOf, textOf, videoIdOf, type Source } from './stored-fields.js';

const isLog = (value: unknown): value is Source =>
  isObject(value) && isObject(value['eval']) && Array.isArray(value['samples']);

/** Whether a file's only JSON value is one of Inspect's logs (format `json`). */
export const isInspect = (elements: readonly Element[]): boolean =>
  elements.length === 1 && isLog(elements[0]?.value);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** The text of a message's content: one, or the texts among its parts. */
function contentText(content: unknown): string | null {
  if (typeof content === 'string') return content;
  const parts = listOf(content).flatMap((part) =>
    isObject(part) && typeof part['text'] === 'string' ? [part['text']] : [],
  );
  return parts.length > 0 ? parts.join('') : null;
}

/** Reads Inspect's log; of a sample that was asked several times, the first. */
export function readInspect([element]: readonly Element[]): {
  model: string | null;
  answers: StoredAnswer[];
  problems: ImportProblem[];
} {
  const log = isLog(element?.value) ? element.value : {};
  const about = isObject(log['eval']) ? log['eval'] : {};
  const answers: StoredAnswer[] = [];
  const problems: ImportProblem[] = [];
  let repeated = 0;
  for (const [at, sample] of listOf(log['samples']).entries()) {
    if (isObject(sample) && Number(sample['epoch'] ?? 1) > 1) {
      repeated++;
      continue;
    }
    const answer = isObject(sample) ? answerOf(sample) : null;
    if (answer) answers.push(answer);
    else
      problems.push({
        line: 0,
        message: `Sample ${at + 1} lacks options or the right one. Left out.`,
        leftOut: true,
      });
  }
  if (repeated > 0)
    problems.push({ line: 0, message: `${repeated} repeats (epochs after the first). Left out.` });
  const { model } = about;
  return { model: typeof model === 'string' ? model : null, answers, problems };
}

function answerOf(sample: Source): StoredAnswer | null {
  const { metadata, input, target, output, error } = sample;
  const { id: _id, ...own } = sample;
  const sources = [...(isObject(metadata) ? [metadata] : []), own];
  const asked = questionText(input);
  const options = optionsOf(sources, asked);
  if (!options) return null;
  const right = placeOf(target, options);
  if (right < 0) return null;
  return {
    ...{ line: 0, options, right },
    videoId: videoIdOf(sources),
    dataId: dataIdOf(sources),
    imageName: textOf(sources, 'image'),
    question: textOf(sources, 'question') || asked,
    task: textOf(sources, 'task'),
    granularity: textOf(sources, 'granularity'),
    text: error ? null : completionOf(output),
    letter: letterOf(sample['scores']),
  };
}

function questionText(input: unknown): string {
  if (typeof input === 'string') return input;
  const last = listOf(input).findLast((message) => isObject(message) && message['role'] === 'user');
  return isObject(last) ? (contentText(last['content']) ?? '') : '';
}

function completionOf(output: unknown): string | null {
  if (!isObject(output)) return null;
  const [choice] = listOf(output['choices']);
  const message = isObject(choice) ? choice['message'] : undefined;
  const said = isObject(message) ? contentText(message['content']) : null;
  return said ?? contentText(output['completion']);
}

/** The letter that the first score with one has read. */
function letterOf(scores: unknown): string | null {
  for (const score of Object.values(isObject(scores) ? scores : {})) {
    const answer = isObject(score) ? score['answer'] : undefined;
    const letter = typeof answer === 'string' ? answer.trim().toLowerCase() : '';
    if ((letters as readonly string[]).includes(letter)) return letter;
  }
  return null;
}

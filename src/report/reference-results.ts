import type { Answer, Run, Sample } from '../domain/index.js';
import { answered, jsonLines, type Answered } from './answered.js';

interface Counts {
  readonly total: number;
  readonly valid: number;
  readonly correct: number;
  readonly correct_rate: number;
}

/**
 * Answers in the reference harness's results format: a line per video in the file's order,
 * `{video_id: [result, ...]}`, then a line of statistics per task and in `total`. Only the first option order
 * (rotation 0) goes in, since the format knows one answer a question. The harness has no unscored answers (it
 * makes them random letters): here they have an empty `model_answer` and `is_true` false. `valid` counts generated texts as
 * it does (there is one, and it is not "null"), whether or not a letter was read from them; and answers scored by
 * letters where there is a score. `correct_rate` is correct / valid, as it prints at the end of a run, and 0 when none is
 * valid; after a reload it divides by `total`. The manifest stands among the counts in `total`, which are read by name.
 */
export function toReferenceResults(
  samples: readonly Sample[],
  answers: readonly Answer[],
  { manifest }: Pick<Run, 'manifest'>,
): string {
  const first = answered(samples, answers).filter(({ answer }) => answer.rotation === 0);
  const byVideo = new Map<string, object[]>();
  for (const one of first) {
    const { videoId } = one.sample;
    const results = byVideo.get(videoId) ?? [];
    results.push(resultOf(one));
    byVideo.set(videoId, results);
  }
  const videos = Array.from(byVideo, ([videoId, results]) =>
    Object.fromEntries([[videoId, results]]),
  );
  const { total, ...tasks } = statisticsOf(first);
  return jsonLines([...videos, { ...tasks, total: { ...total, manifest } }]);
}

const resultOf = ({ sample, answer }: Answered) => ({
  data_id: sample.dataId,
  image_name: sample.imageName,
  question: sample.question,
  question_type: sample.task,
  granularity: sample.givenGranularity,
  choices: answer.options,
  model_answer: answer.letter ?? '',
  correct_option: `${answer.correctOption}. ${answer.options[answer.correctOption] ?? ''}`,
  is_true: answer.outcome === 'correct',
  model_response: answer.text ?? answer.letter ?? '',
});

function statisticsOf(answers: readonly Answered[]) {
  const tasks = [...new Set(answers.map(({ sample }) => sample.task))];
  const entries = tasks.map((task): [string, Counts] => [
    task,
    countsOf(answers.filter(({ sample }) => sample.task === task)),
  ]);
  return { ...Object.fromEntries(entries), total: countsOf(answers) };
}

const isValid = ({ text, outcome }: Answer): boolean =>
  text === null ? outcome !== 'unscored' : text !== '' && text !== 'null';

function countsOf(answers: readonly Answered[]): Counts {
  const valid = answers.filter(({ answer }) => isValid(answer)).length;
  const correct = answers.filter(({ answer }) => answer.outcome === 'correct').length;
  return { total: answers.length, valid, correct, correct_rate: valid > 0 ? correct / valid : 0 };
}

import type { Answer, Sample } from '../domain/index.js';
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
 * makes them random letters): here they have an empty `model_answer`, `is_true` false, and are in `total` but
 * not in `valid`; `correct_rate` is correct / valid, as it prints at the end of a run, and 0 when none is valid.
 */
export function toReferenceResults(samples: readonly Sample[], answers: readonly Answer[]): string {
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
  return jsonLines([...videos, statisticsOf(first)]);
}

const resultOf = ({ sample, answer }: Answered) => ({
  data_id: sample.dataId,
  image_name: sample.imageName,
  question: sample.question,
  question_type: sample.task,
  granularity: sample.granularity,
  choices: answer.options,
  model_answer: answer.letter ?? '',
  correct_option: `${answer.correctOption}. ${answer.options[answer.correctOption] ?? ''}`,
  is_true: answer.outcome === 'correct',
  model_response: answer.text ?? answer.letter ?? '',
});

function statisticsOf(answers: readonly Answered[]): Record<string, Counts> {
  const tasks = [...new Set(answers.map(({ sample }) => sample.task))];
  const entries = tasks.map((task): [string, Counts] => [
    task,
    countsOf(answers.filter(({ sample }) => sample.task === task)),
  ]);
  return Object.fromEntries([...entries, ['total', countsOf(answers)]]);
}

function countsOf(answers: readonly Answered[]): Counts {
  const valid = answers.filter(({ answer }) => answer.outcome !== 'unscored').length;
  const correct = answers.filter(({ answer }) => answer.outcome === 'correct').length;
  return { total: answers.length, valid, correct, correct_rate: valid > 0 ? correct / valid : 0 };
}

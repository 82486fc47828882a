import type { Dataset, StoredResults } from '../../domain/index.js';
import { sha256 } from '../../lib/index.js';
import { draftSample, finishSamples, type Draft } from '../drafts.js';

/**
 * The questions that results tell of, for those who have no question file. Two files of results on the same questions make
 * the same data set: it is known by the SHA-256 of the questions, and distractors are sorted, as each file has them in an
 * order of its own.
 */
export async function questionsOf({ name, answers }: StoredResults): Promise<Dataset> {
  const drafts: Draft[] = [];
  const problems: Dataset['problems'][number][] = [];
  for (const [ordinal, answer] of answers.entries()) {
    const { line, videoId, dataId, options, right } = answer;
    const place = `Video ${videoId}, question ${dataId ?? '?'}`;
    const fields = {
      ...{ videoId, dataId: dataId ?? ordinal },
      imageName: answer.imageName,
      question: answer.question,
      task: answer.task || 'unknown',
      granularity: answer.granularity,
      answer: options[right] ?? '',
      answerLocation: '',
      distractors: options.filter((_, i) => i !== right).toSorted(),
    };
    const { sample, remarks } =
      videoId === ''
        ? { sample: null, remarks: ['It names no video. Left out.'] }
        : draftSample(fields, ordinal, place);
    if (sample) drafts.push({ sample, line, further: [] });
    else problems.push(...remarks.map((message) => ({ line, message, leftOut: true })));
  }
  const { samples } = finishSamples(drafts);
  const asked = samples.map((sample) => {
    const { videoId, dataId, question, answer, distractors } = sample;
    return [videoId, dataId, question, answer, distractors];
  });
  const bytes = new TextEncoder().encode(JSON.stringify(asked));
  return {
    name: `questions of ${name}`,
    sha256: await sha256(bytes),
    samples,
    problems,
  };
}

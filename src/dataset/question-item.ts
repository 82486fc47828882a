import * as v from 'valibot';
import { letters, type Sample } from '../domain/index.js';

const mostDistractors = letters.length - 1;

const filled = v.pipe(
  v.string('must be text'),
  v.check((text) => text.trim() !== '', 'must not be blank'),
);

/** An item of the question file. What only describes where the evidence lies may be absent. */
const itemSchema = v.object({
  data_id: v.pipe(v.number('must be a whole number'), v.safeInteger('must be a whole number')),
  image_name: filled,
  question: filled,
  question_type: filled,
  granularity: v.optional(v.string('must be text'), ''),
  answer: filled,
  answer_location: v.optional(v.string('must be text'), ''),
  distractors: v.array(v.string('must be text'), 'must be a list of texts'),
});

interface Place {
  readonly videoId: string;
  /** Place in its video's list, from 0. */
  readonly at: number;
  readonly ordinal: number;
}

export interface ReadItem {
  /** null when it is left out; the remarks say why. */
  readonly sample: Sample | null;
  readonly remarks: readonly string[];
}

const leftOut = (remark: string): ReadItem => ({ sample: null, remarks: [remark] });

/** Checks one item of a question file. Texts that are put to a model are kept as they are. */
export function readItem(item: unknown, { videoId, at, ordinal }: Place): ReadItem {
  if (videoId.trim() === '')
    return leftOut(`Question ${at + 1} has a blank video id. Left out; name its video.`);
  const place = `Video ${videoId}, item ${at + 1}`;
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return leftOut(`${place}: not an object. Left out.`);
  const checked = v.safeParse(itemSchema, item);
  if (!checked.success) {
    const wrong = checked.issues.map((issue) => whatIsWrong(issue));
    return leftOut(`${place}: ${wrong.join('; ')}. Left out; mend the item.`);
  }
  const { output } = checked;
  const distractors = output.distractors.filter((text) => text.trim() !== '');
  if (distractors.length > mostDistractors)
    return leftOut(
      `${place}: ${distractors.length} distractors, but at most ${mostDistractors} can be lettered with the answer. Left out; remove some.`,
    );
  if (distractors.length === 0)
    return leftOut(`${place}: no distractor that is not blank. Left out; give at least one.`);
  const sample: Sample = {
    ordinal,
    videoId,
    dataId: output.data_id,
    imageName: output.image_name,
    question: output.question,
    task: output.question_type,
    granularity: output.granularity === 'Whole video' ? 'Whole Video' : output.granularity,
    givenGranularity: output.granularity,
    answer: output.answer,
    answerLocation: output.answer_location,
    distractors,
    blankDistractors: output.distractors.length - distractors.length,
    columns: {},
  };
  return { sample, remarks: remarksOn(sample, output.distractors.length, place) };
}

function whatIsWrong(issue: v.InferIssue<typeof itemSchema>): string {
  const path = v.getDotPath(issue) ?? 'item';
  return issue.received === 'undefined' || issue.message.startsWith('Invalid key')
    ? `${path} is missing`
    : `${path} ${issue.message}`;
}

function remarksOn({ answer, distractors }: Sample, given: number, place: string): string[] {
  const remarks: string[] = [];
  const blank = given - distractors.length;
  if (blank > 0)
    remarks.push(
      `${place}: ${blank} of ${given} distractors are blank. Dropped, as the reference harness does.`,
    );
  const padded = [answer, ...distractors].filter((text) => text !== text.trim()).length;
  if (padded > 0)
    remarks.push(
      `${place}: ${padded === 1 ? 'an option has' : `${padded} options have`} white space around the text. Kept as it is.`,
    );
  return remarks;
}

import * as v from 'valibot';
import { draftSample, type Drafted } from './drafts.js';
import type { Cell } from './further-columns.js';

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

export interface ReadItem extends Drafted {
  /** Fields that the format does not know. */
  readonly further: readonly Cell[];
}

const leftOut = (remark: string): ReadItem => ({ sample: null, remarks: [remark], further: [] });

/** Checks one item of an IV-Bench question file. */
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
  const fields = {
    videoId,
    dataId: output.data_id,
    imageName: output.image_name,
    question: output.question,
    task: output.question_type,
    granularity: output.granularity,
    answer: output.answer,
    answerLocation: output.answer_location,
    distractors: output.distractors,
  };
  const further = Object.entries(item).filter(([name]) => !(name in itemSchema.entries));
  return { ...draftSample(fields, ordinal, place), further };
}

function whatIsWrong(issue: v.InferIssue<typeof itemSchema>): string {
  const path = v.getDotPath(issue) ?? 'item';
  return issue.received === 'undefined' || issue.message.startsWith('Invalid key')
    ? `${path} is missing`
    : `${path} ${issue.message}`;
}

import { letters, type ImportProblem, type Sample } from '../domain/index.js';
import { foldedText } from '../lib/index.js';
import { furtherColumns, type Cell } from './further-columns.js';

const mostDistractors = letters.length - 1;

/** A question as it is read, before the whole file is known. */
export interface Draft {
  readonly sample: Sample;
  readonly line: number;
  readonly further: readonly Cell[];
}

/** What a question file says of one question, checked to be there and of the right kind. */
export interface Fields {
  readonly videoId: string;
  readonly dataId: number;
  readonly imageName: string;
  readonly question: string;
  readonly task: string;
  readonly granularity: string;
  readonly answer: string;
  readonly answerLocation: string;
  /** Also blank ones. */
  readonly distractors: readonly string[];
}

export interface Drafted {
  /** null when it is left out; the remarks say why. */
  readonly sample: Sample | null;
  readonly remarks: readonly string[];
}

/** Makes a sample of a question's fields. Texts that are put to a model are kept as they are. */
export function draftSample(fields: Fields, ordinal: number, place: string): Drafted {
  const distractors = fields.distractors.filter((text) => text.trim() !== '');
  const leftOut = (remark: string): Drafted => ({ sample: null, remarks: [`${place}: ${remark}`] });
  if (distractors.length > mostDistractors)
    return leftOut(
      `${distractors.length} distractors, but at most ${mostDistractors} can be lettered with the answer. Left out; remove some.`,
    );
  if (distractors.length === 0)
    return leftOut('no distractor that is not blank. Left out; give at least one.');
  const given = fields.distractors.length;
  const blankDistractors = given - distractors.length;
  const remarks: string[] = [];
  if (blankDistractors > 0)
    remarks.push(
      `${place}: ${blankDistractors} of ${given} distractors are blank. Dropped, as the reference harness does.`,
    );
  const isPadded = (text: string): boolean => text !== text.trim();
  const padded = distractors.filter(isPadded).length + (isPadded(fields.answer) ? 1 : 0);
  if (padded > 0)
    remarks.push(
      `${place}: ${padded === 1 ? 'an option has' : `${padded} options have`} white space around the text. Kept as it is.`,
    );
  const givenGranularity = fields.granularity;
  return {
    sample: { ordinal, ...fields, givenGranularity, distractors, blankDistractors, columns: {} },
    remarks,
  };
}

/** What only the whole file shows: ids used twice, the commonest spelling of a granularity, columns to slice by. */
export function finishSamples(drafts: readonly Draft[]): {
  samples: Sample[];
  problems: ImportProblem[];
} {
  const { columns, problems } = furtherColumns(drafts.map(({ further }) => further));
  const spelling = commonestSpelling(drafts.map(({ sample }) => sample.givenGranularity));
  const seen = new Map<string, Set<number>>();
  for (const { sample, line } of drafts) {
    const { videoId, dataId } = sample;
    const ids = seen.get(videoId) ?? new Set();
    if (ids.has(dataId))
      problems.push({
        line,
        message: `Video ${videoId}, question ${dataId}: this data_id was used before in the same video. Both are kept; give each its own.`,
      });
    seen.set(videoId, ids.add(dataId));
  }
  const samples = drafts.map(({ sample }, at) => ({
    ...sample,
    granularity: spelling(sample.givenGranularity),
    columns: columns[at] ?? {},
  }));
  return { samples, problems };
}

/** The benchmark's own; a small file may hold only the other spelling (`Whole video`). */
const knownSpellings = ['Video Frame', 'Video Clip', 'Whole Video'];

/** Gives every text that differs in case and white space alone one spelling. */
function commonestSpelling(given: readonly string[]): (text: string) => string {
  const counts = new Map<string, number>();
  for (const text of given) counts.set(text, (counts.get(text) ?? 0) + 1);
  const best = new Map<string, string>();
  for (const [text, count] of counts) {
    const current = best.get(foldedText(text));
    if (current === undefined || count > (counts.get(current) ?? 0))
      best.set(foldedText(text), text);
  }
  for (const text of knownSpellings) best.set(foldedText(text), text);
  return (text) => best.get(foldedText(text)) ?? text;
}

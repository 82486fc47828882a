import {
  letters,
  type Answer,
  type FrameRecord,
  type Letter,
  type OptionOrder,
  type Outcome,
  type Sample,
  type UnscoredReason,
} from '../domain/index.js';
import { foldedText } from '../lib/index.js';

/** One line of a log of answers: as it was given, and what was understood of it. */
export interface LogLine {
  readonly given: Readonly<Record<string, unknown>>;
  /** What the log lacks is blank: it is there to be scored and counted, not to be shown. */
  readonly answer: Answer;
  /** Which question it answers; null where the log does not say. */
  readonly key: string | null;
  /** What the log says of the question, without its ordinal; null where it lacks `task` or `videoId`. */
  readonly question: Sample | null;
}

/**
 * Reads one line of a log of answers (DESIGN.md, The log). `text`, `options` and `correctOption` are enough;
 * `correctOptions` is derived from equal texts where it is missing, as when options are ordered.
 * @returns the line, or why it cannot be used: a phrase that goes on from `line 7: `
 */
export function readLogLine(line: string): LogLine | string {
  if (line.trim() === '') return 'it is blank';
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return 'it is no JSON; perhaps it was cut off';
  }
  return logLineOf(given);
}

/** As `readLogLine`, of a line that was parsed already. */
export function logLineOf(given: unknown): LogLine | string {
  if (!isRecord(given)) return 'it is no JSON object';
  const options = readOptions(given['options']);
  if (typeof options === 'string') return options;
  const { correctOption, text = null, outcome, runId, sample } = given;
  if (!isLetter(correctOption) || options[correctOption] === undefined)
    return `its correctOption (${shown(correctOption)}) is no letter of its options`;
  if (text !== null && typeof text !== 'string') return `its text (${shown(text)}) is no text`;
  const isScored = isOutcome(outcome);
  if (text === null && !isScored) return 'it has neither a text nor an outcome';
  const correctOptions = readCorrect(given['correctOptions'], options, correctOption);
  if (!correctOptions) return 'its correctOptions are not letters of its options';
  const { rotation, letter, reason, tier, letterMass, frames } = given;
  const answer: Answer = {
    runId: isText(runId) ? runId : '',
    sample: 0,
    rotation: isCount(rotation) ? rotation : 0,
    options,
    correctOption,
    correctOptions,
    letter: isText(letter) ? letter : null,
    outcome: isScored ? outcome : 'unscored',
    reason: isText(reason) ? (reason as UnscoredReason) : null,
    tier: isText(tier) ? tier : null,
    error: null,
    letterLogprobs: null,
    letterMass: typeof letterMass === 'number' ? letterMass : null,
    text,
    prompt: { version: 'standard/1', text: '', tokens: 0, reusedTokens: 0 },
    frames: Array.isArray(frames) ? frames.filter(isFrame) : [],
    media: { video: null, image: null },
    provider: null,
    timings: { decodeMs: 0, encodeMs: 0, prefillMs: 0, generateMs: 0 },
  };
  const key = isCount(sample) ? JSON.stringify([answer.runId, sample]) : null;
  return { given, answer, key, question: questionOf(given, options[correctOption]) };
}

function questionOf(
  { videoId, task, dataId, imageName, question }: Readonly<Record<string, unknown>>,
  answer: string,
): Sample | null {
  if (!isText(videoId) || !isText(task)) return null;
  return {
    ...{ ordinal: 0, videoId, task, answer },
    dataId: isCount(dataId) ? dataId : 0,
    imageName: isText(imageName) ? imageName : '',
    question: isText(question) ? question : '',
    ...{ granularity: '', givenGranularity: '', answerLocation: '' },
    ...{ distractors: [], blankDistractors: 0, columns: {} },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isLetter = (value: unknown): value is Letter =>
  (letters as readonly unknown[]).includes(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isFrame = (value: unknown): value is FrameRecord =>
  isRecord(value) && typeof value['time'] === 'number';
const isOutcome = (value: unknown): value is Outcome =>
  value === 'correct' || value === 'wrong' || value === 'unscored';
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const shown = (value: unknown): string =>
  value === undefined ? 'missing' : JSON.stringify(value).slice(0, 40);

function readOptions(given: unknown): OptionOrder['options'] | string {
  if (!isRecord(given)) return 'it has no options';
  const entries = Object.entries(given);
  if (entries.length === 0) return 'it has no options';
  for (const [letter, text] of entries) {
    if (!isLetter(letter)) return `its option ${shown(letter)} is no letter from a to j`;
    if (typeof text !== 'string') return `the text of its option ${letter} is no text`;
  }
  return given;
}

function readCorrect(
  given: unknown,
  options: OptionOrder['options'],
  correctOption: Letter,
): readonly Letter[] | null {
  if (given === undefined || given === null) {
    const answer = foldedText(options[correctOption] ?? '');
    return letters.filter((letter) => {
      const text = options[letter];
      return text !== undefined && foldedText(text) === answer;
    });
  }
  if (!Array.isArray(given) || !given.includes(correctOption)) return null;
  const valid = given.every((letter) => isLetter(letter) && options[letter] !== undefined);
  return valid ? (given as readonly Letter[]) : null;
}

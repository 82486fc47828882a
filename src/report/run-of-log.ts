import {
  AppError,
  type Answer,
  type Protocol,
  type Run,
  type Sample,
  type StoredLog,
} from '../domain/index.js';
import { logLineOf } from './read-log.js';

/** A run as its log tells it. */
export interface LoggedRun {
  readonly run: Run;
  /** The questions that were answered, by ordinal. */
  readonly samples: readonly Sample[];
  readonly answers: readonly Answer[];
  /** Of the log. */
  readonly sha256: string;
}

/**
 * Makes the run of a log again that it was written of (`toLog`), so that its report is the same to the last digit. Lines
 * that cannot be used are left out, and the run's message says so; of several to one question and order the first is kept.
 * A run that was under way is paused.
 * @throws AppError `invalid-dataset` where the log does not hold its run, or no line can be used
 */
export function runOfLog({ name, sha256, lines, problems }: StoredLog): LoggedRun {
  const run = lines.map(({ value }) => (isRecord(value) ? value['run'] : null)).find(isRun);
  if (!run)
    throw new AppError(
      'invalid-dataset',
      `${name} is a log without its run and manifest: a part of one, or of an earlier version. It can be scored again (npm run eval -- --rescore), but not be made a run.`,
    );
  const samples = new Map<number, Sample>();
  const answers = new Map<string, Answer>();
  const lost = problems.map(({ line, message }) => `line ${line}: ${message}`);
  for (const { line, value } of lines) {
    const read = answerOf(value, run.id);
    if (typeof read === 'string') {
      lost.push(`line ${line}: ${read}`);
      continue;
    }
    const { sample, answer } = read;
    const key = `${answer.sample} ${answer.rotation}`;
    if (answers.has(key)) lost.push(`line ${line}: it answers what an earlier one does`);
    else answers.set(key, answer);
    if (!samples.has(sample.ordinal)) samples.set(sample.ordinal, sample);
  }
  if (answers.size === 0)
    throw new AppError(
      'invalid-dataset',
      `${name} holds no answer that can be used: ${lost[0] ?? 'it is empty'}.`,
    );
  return {
    run: {
      ...run,
      status: run.status === 'running' ? 'paused' : run.status,
      message:
        lost.length > 0
          ? `${lost.length} lines of ${name} could not be used (${lost.slice(0, 3).join('; ')}).`
          : run.message,
    },
    samples: [...samples.values()].toSorted((a, b) => a.ordinal - b.ordinal),
    answers: [...answers.values()],
    sha256,
  };
}

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
const areTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);

const isFinite = (value: unknown): value is number => isNumber(value) && Number.isFinite(value);

/** As far as reports, the list of runs and going on with a run rely on it. */
function isRun(value: unknown): value is Run {
  if (!isRecord(value)) return false;
  const { id, createdAt, status, message, demo, samples, manifest } = value;
  if (!isRecord(manifest)) return false;
  const { protocol, dataset, model, versions } = manifest;
  return (
    [id, status].every(isText) &&
    (message === null || isText(message)) &&
    isFinite(createdAt) &&
    statuses.includes(String(status)) &&
    typeof demo === 'boolean' &&
    Array.isArray(samples) &&
    samples.every(isCount) &&
    isProtocol(protocol) &&
    isRecord(dataset) &&
    [dataset['name'], dataset['sha256']].every(isText) &&
    isCount(dataset['samples']) &&
    isRecord(model) &&
    [model['id'], model['dtype'], model['source'], model['modelType']].every(isText) &&
    Array.isArray(model['files']) &&
    isRecord(versions)
  );
}

const statuses: readonly string[] = ['running', 'paused', 'finished', 'cancelled'];

/** Each value is of the type that it has here by default; later versions may know more words. */
const isProtocol = (value: unknown): value is Protocol =>
  isRecord(value) &&
  (['frames', 'seed', 'rotations'] as const).every((name) => isFinite(value[name])) &&
  (['sampling', 'decoder', 'order', 'condition', 'prompt', 'scoring'] as const).every((name) =>
    isText(value[name]),
  ) &&
  (isText(value['height']) || isFinite(value['height']));

function answerOf(value: unknown, runId: string): { sample: Sample; answer: Answer } | string {
  const read = logLineOf(value);
  if (typeof read === 'string') return read;
  const { given, answer } = read;
  if (given['runId'] !== runId) return 'it belongs to another run';
  const sample = sampleOf(given);
  if (!sample) return 'it lacks a part of its question';
  const { letterLogprobs, prompt, media, provider, timings, error, textTokens } = given;
  if (!isPrompt(prompt) || !isTimings(timings) || !isMedia(media))
    return 'its prompt, media or timings are damaged';
  return {
    sample,
    answer: {
      ...answer,
      ...{ runId, prompt, media, timings, sample: sample.ordinal },
      letterLogprobs: isRecord(letterLogprobs) ? logprobsOf(letterLogprobs) : null,
      provider: provider === 'webgpu' || provider === 'wasm' ? provider : null,
      error: isRecord(error) ? (error as unknown as Answer['error']) : null,
      textTokens: isCount(textTokens) ? textTokens : null,
    },
  };
}

/** The log has null for minus infinity. */
const logprobsOf = (given: Fields): Answer['letterLogprobs'] =>
  Object.fromEntries(
    Object.entries(given).map(([letter, value]) => [letter, isNumber(value) ? value : -Infinity]),
  );

const isPrompt = (value: unknown): value is Answer['prompt'] =>
  isRecord(value) &&
  isText(value['version']) &&
  isText(value['text']) &&
  isFinite(value['tokens']) &&
  isFinite(value['reusedTokens']);

const isTimings = (value: unknown): value is Answer['timings'] =>
  isRecord(value) &&
  ['decodeMs', 'encodeMs', 'prefillMs', 'generateMs'].every((stage) => isFinite(value[stage]));

const isMedia = (value: unknown): value is Answer['media'] =>
  isRecord(value) &&
  [value['video'], value['image']].every(
    (file) => file === null || (isRecord(file) && isText(file['sha256']) && isCount(file['size'])),
  );

function sampleOf(given: Fields): Sample | null {
  const { sample: ordinal, videoId, dataId, imageName, question, task } = given;
  const { granularity, givenGranularity, answer, answerLocation } = given;
  const { distractors, blankDistractors, columns } = given;
  const texts = { videoId, imageName, question, task };
  const further = { granularity, givenGranularity, answer, answerLocation };
  if (
    !isCount(ordinal) ||
    !Number.isSafeInteger(dataId) ||
    !Object.values({ ...texts, ...further }).every(isText) ||
    !areTexts(distractors) ||
    !isCount(blankDistractors) ||
    !isRecord(columns) ||
    !Object.values(columns).every(isText)
  )
    return null;
  const read = { ordinal, dataId, ...texts, ...further, distractors, blankDistractors, columns };
  return read as Sample;
}

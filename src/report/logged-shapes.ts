import type { Answer, Protocol, Run, Sample } from '../domain/index.js';

export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number';
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
const areTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);

const isFinite = (value: unknown): value is number => isNumber(value) && Number.isFinite(value);

/** As far as reports, the list of runs and going on with a run rely on it. */
export function isRun(value: unknown): value is Run {
  if (!isRecord(value)) return false;
  const { id, createdAt, status, message, demo, samples, manifest } = value;
  if (!isRecord(manifest)) return false;
  const { protocol, dataset, model, versions, imported } = manifest;
  return (
    isOptional(value['figures'], isFigures) &&
    isOptional(value['group'], isGroup) &&
    isOptional(value['verification'], isVerification) &&
    isOptional(imported, isImported) &&
    isOptional(manifest['selfCheck'], (check) => isText(check['note'])) &&
    isOptional(manifest['provider'], isText) &&
    isOptional(manifest['adapter'], isText) &&
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

/** Whether a part is not there, or as it should be. */
const isOptional = (value: unknown, holds: (value: Fields) => boolean): boolean =>
  value === undefined || value === null || holds(value as Fields);

const isFigures = (value: Fields): boolean =>
  isFinite(value['workedMs']) &&
  [value['firstAnswerMs'], value['wasmHeap']].every((figure) => isOptional(figure, isFinite));

const isGroup = (value: Fields): boolean =>
  ['id', 'kind', 'name', 'role'].every((name) => isText(value[name])) &&
  isCount(value['place']) &&
  isOptional(value['notRun'], areNotRun);

const areNotRun = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((one) => isRecord(one) && isText(one['name']) && isText(one['why']));

const isVerification = (value: Fields): boolean =>
  [value['at'], value['questions']].every(isFinite) &&
  ['letters', 'prompts', 'frames', 'media'].every((part) => isAgreement(value[part])) &&
  isOptional(value['texts'], isAgreement) &&
  isOptional(value['logprobs'], isLogprobAgreement) &&
  isListOf(value['differing'], isDifferingAnswer) &&
  isListOf(value['surroundings'], ({ kind, name, then, now }) =>
    [kind, name, then ?? '', now ?? ''].every(isText),
  );

const isListOf = (value: unknown, holds: (item: Fields) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => isRecord(item) && holds(item));

const isAgreement = (value: unknown): boolean =>
  isRecord(value) && isCount(value['same']) && isCount(value['of']);

const isLogprobAgreement = ({ answers, largest, mean }: Fields): boolean =>
  isCount(answers) && isFinite(mean) && (largest === null || isFinite(largest));

const isDifferingAnswer = (value: Fields): boolean => {
  const { sample, rotation, parts, letters, error, largestLogprobDifference: largest } = value;
  return (
    isCount(sample) &&
    isCount(rotation) &&
    areTexts(parts) &&
    Array.isArray(letters) &&
    letters.every((letter) => letter === null || isText(letter)) &&
    (error === null || isText(error)) &&
    (largest === null || isFinite(largest))
  );
};

const isImported = (value: Fields): boolean =>
  isText(value['tool']) && areTexts(value['unknown']) && areTexts(value['remarks']);

const statuses: readonly string[] = ['running', 'paused', 'finished', 'cancelled'];

/** Each value is of the type that it has here by default; later versions may know more words. */
const isProtocol = (value: unknown): value is Protocol =>
  isRecord(value) &&
  (['frames', 'seed', 'rotations'] as const).every((name) => isFinite(value[name])) &&
  (['sampling', 'decoder', 'order', 'condition', 'prompt', 'scoring'] as const).every((name) =>
    isText(value[name]),
  ) &&
  (isText(value['height']) || isFinite(value['height']));

export const isPrompt = (value: unknown): value is Answer['prompt'] =>
  isRecord(value) &&
  isText(value['version']) &&
  isText(value['text']) &&
  isFinite(value['tokens']) &&
  isFinite(value['reusedTokens']);

export const isTimings = (value: unknown): value is Answer['timings'] =>
  isRecord(value) &&
  ['decodeMs', 'encodeMs', 'prefillMs', 'generateMs'].every((stage) => isFinite(value[stage]));

export const isMedia = (value: unknown): value is Answer['media'] =>
  isRecord(value) &&
  [value['video'], value['image']].every(
    (file) => file === null || (isRecord(file) && isText(file['sha256']) && isCount(file['size'])),
  );

/** The question that a line tells; null where a part lacks. */
export function sampleOf(given: Fields): Sample | null {
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

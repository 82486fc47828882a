import {
  AppError,
  needsFrames,
  needsImage,
  type Answer,
  type Dataset,
  type MediaMatch,
  type Run,
} from '../domain/index.js';
import type { LoadedModel } from '../model/index.js';
import type { AnswerStore } from './evaluation.js';

/** Files that are named where some lack. */
const named = 5;

/**
 * A run that asks some questions of a stored one again: its protocol, so with the same option orders, and what it is made
 * with now.
 * @param samples their ordinals
 * @param versions of this app and its libraries, by name
 */
export function repeatOf(
  { demo, manifest }: Run,
  samples: readonly number[],
  { record, provider, adapter }: Pick<LoadedModel, 'record' | 'provider' | 'adapter'>,
  versions: Readonly<Record<string, string>>,
): Run {
  const browser = navigator.userAgent;
  return {
    id: crypto.randomUUID(),
    createdAt: Date.now(),
    status: 'running',
    message: null,
    demo,
    manifest: { ...manifest, model: record, provider, adapter, browser, versions },
    samples,
  };
}

/**
 * Checks that questions can be asked with the files given now.
 * @param asked ordinals
 * @throws AppError `missing-media` naming the files that are lacking
 */
export function requireMediaOf(
  asked: readonly number[],
  { manifest: { protocol } }: Run,
  dataset: Pick<Dataset, 'samples'>,
  media: MediaMatch,
): void {
  const wanted = new Set(asked);
  const samples = dataset.samples.filter(({ ordinal }) => wanted.has(ordinal));
  const videos = samples.filter(
    ({ videoId }) => needsFrames(protocol.condition) && !media.videos.has(videoId),
  );
  const images = samples.filter(
    ({ ordinal }) => needsImage(protocol.condition) && !media.images.has(ordinal),
  );
  const lacking = [
    ...list('video', new Set(videos.map(({ videoId }) => videoId))),
    ...list('image', new Set(images.map(({ imageName }) => imageName))),
  ];
  if (lacking.length > 0)
    throw new AppError(
      'missing-media',
      `The ${asked.length} questions that are to be asked again lack ${lacking.join(', and ')}. Give these files, then verify again.`,
    );
}

function list(what: string, names: ReadonlySet<string>): string[] {
  if (names.size === 0) return [];
  const more = names.size > named ? ` and ${names.size - named} more` : '';
  return [
    `the ${what}${names.size > 1 ? 's' : ''} ${[...names].slice(0, named).join(', ')}${more}`,
  ];
}

/** Keeps answers for as long as they are needed: those of a repeat are no run of their own. */
export function passingStore(): AnswerStore & { readonly answers: readonly Answer[] } {
  const answers: Answer[] = [];
  return {
    answers,
    answersOf: (runId) => Promise.resolve(answers.filter((answer) => answer.runId === runId)),
    putAnswer: (answer) => {
      answers.push(answer);
      return Promise.resolve();
    },
    updateRun: () => Promise.resolve(),
  };
}

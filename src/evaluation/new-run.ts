import {
  AppError,
  needsFrames,
  needsImage,
  type Answer,
  type Condition,
  type Dataset,
  type MediaMatch,
  type Protocol,
  type Run,
  type Sample,
  type SelfCheck,
} from '../domain/index.js';
import { selectSamples } from '../dataset/index.js';
import type { LoadedModel } from '../model/index.js';
import { pendingVideos } from './schedule.js';

/** Samples whose media are there as far as a condition needs them (DESIGN.md, Condition). */
export function runnableSamples(
  { samples }: Pick<Dataset, 'samples'>,
  media: MediaMatch,
  condition: Condition,
): Sample[] {
  return samples.filter(
    ({ videoId, ordinal }) =>
      (!needsFrames(condition) || media.videos.has(videoId)) &&
      (!needsImage(condition) || media.images.has(ordinal)),
  );
}

/**
 * Checks that what a stored run still has to ask can be asked with the files given now.
 * @throws AppError `missing-media` naming the first file that is lacking
 */
export function requireMedia(
  run: Run,
  dataset: Pick<Dataset, 'samples'>,
  media: MediaMatch,
  answers: readonly Pick<Answer, 'sample' | 'rotation'>[],
): void {
  const runnable = new Set(runnableSamples(dataset, media, run.manifest.protocol.condition));
  const samples = new Map(dataset.samples.map((sample) => [sample.ordinal, sample]));
  const lacking = pendingVideos(run, samples, answers)
    .flatMap((video) => video.samples)
    .filter(({ sample }) => !runnable.has(sample));
  const [first] = lacking;
  if (first)
    throw new AppError(
      'missing-media',
      `${lacking.length} questions of this run still need their files, the first the video of ${first.sample.videoId} or the image ${first.sample.imageName}. Give the same folders, then try again.`,
    );
}

export interface NewRun {
  readonly dataset: Dataset;
  readonly media: MediaMatch;
  readonly protocol: Protocol;
  readonly model: LoadedModel;
  readonly selfCheck?: SelfCheck | null;
  readonly demo: boolean;
  /** Of this app and its libraries, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * A run, ready to be stored and executed: which samples it asks is settled here, by the seed.
 * @throws AppError `unsupported-model` where the model cannot take frames as the protocol says
 */
export function newRun(given: NewRun): Run {
  const { dataset, media, protocol, model, selfCheck = null, demo, versions } = given;
  if (protocol.frameInput === 'video-pairs' && !model.takesFramePairs)
    throw new AppError(
      'unsupported-model',
      `The model ${model.record.id} takes frames as images only, not in video pairs. Set frames to go in as images.`,
    );
  const runnable = runnableSamples(dataset, media, protocol.condition);
  return {
    id: crypto.randomUUID(),
    createdAt: Date.now(),
    status: 'running',
    message: null,
    demo,
    manifest: {
      protocol,
      dataset: {
        name: dataset.name,
        sha256: dataset.sha256,
        samples: dataset.samples.length,
      },
      model: model.record,
      provider: model.provider,
      adapter: model.adapter,
      selfCheck,
      browser: navigator.userAgent,
      versions,
    },
    samples: selectSamples(runnable, protocol).map(({ ordinal }) => ordinal),
  };
}

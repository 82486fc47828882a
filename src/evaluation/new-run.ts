import {
  needsFrames,
  needsImage,
  type Condition,
  type Dataset,
  type MediaMatch,
  type Protocol,
  type Run,
  type Sample,
} from '../domain/index.js';
import { selectSamples } from '../dataset/index.js';
import type { LoadedModel } from '../model/index.js';

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

export interface NewRun {
  readonly dataset: Dataset;
  readonly media: MediaMatch;
  readonly protocol: Protocol;
  readonly model: LoadedModel;
  readonly demo: boolean;
  /** Of this app and its libraries, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A run, ready to be stored and executed: which samples it asks is settled here, by the seed. */
export function newRun({ dataset, media, protocol, model, demo, versions }: NewRun): Run {
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
      browser: navigator.userAgent,
      versions,
    },
    samples: selectSamples(runnable, protocol).map(({ ordinal }) => ordinal),
  };
}

import type { Answer, OptionOrder, Run, Sample } from '../domain/index.js';

/** One question of a run under one option order. */
export interface Job {
  readonly run: Run;
  readonly sample: Sample;
  readonly rotation: number;
  readonly optionOrder: OptionOrder;
}

/** A sample and the rotations of it that are still to be asked. */
export interface PendingSample {
  readonly sample: Sample;
  readonly rotations: readonly number[];
}

/** A video and what is still to be asked about it. */
export interface PendingVideo {
  readonly videoId: string;
  readonly samples: readonly PendingSample[];
}

/** Names an answer within its run. */
export const jobKey = (sample: number, rotation: number): string => `${sample}/${rotation}`;

/** How many answers a run will have. */
export const answerCount = (run: Pick<Run, 'samples' | 'manifest'>): number =>
  run.samples.length * run.manifest.protocol.rotations;

/**
 * What a run still has to ask, video by video in the file's order (DESIGN.md, The schedule): resumed by
 * (sample, rotation), never by position.
 * @param samples of the dataset, by ordinal
 */
export function pendingVideos(
  run: Pick<Run, 'samples' | 'manifest'>,
  samples: ReadonlyMap<number, Sample>,
  answered: readonly Pick<Answer, 'sample' | 'rotation'>[],
): PendingVideo[] {
  const done = new Set(answered.map(({ sample, rotation }) => jobKey(sample, rotation)));
  const videos = new Map<string, PendingSample[]>();
  for (const ordinal of run.samples) {
    const sample = samples.get(ordinal);
    if (!sample) continue;
    const rotations = Array.from({ length: run.manifest.protocol.rotations }, (_, r) => r).filter(
      (rotation) => !done.has(jobKey(ordinal, rotation)),
    );
    if (rotations.length === 0) continue;
    const group = videos.get(sample.videoId) ?? [];
    group.push({ sample, rotations });
    videos.set(sample.videoId, group);
  }
  return Array.from(videos, ([videoId, group]) => ({ videoId, samples: group }));
}

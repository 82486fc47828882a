import {
  needsFrames,
  type Answer,
  type Fingerprint,
  type Protocol,
  type Run,
  type Sample,
} from '../domain/index.js';
import type { OrderOptions } from '../prompt/index.js';
import type { ModelHost } from './model-host.js';
import { pendingVideos, type Job, type PendingSample } from './schedule.js';

/** Fingerprints that earlier answers of a run were made from, by video id and by sample. */
export interface KnownMedia {
  readonly videos: ReadonlyMap<string, Fingerprint>;
  readonly images: ReadonlyMap<number, Fingerprint>;
}

/** A run, and the model that answers it. Several runs may share a model. */
export interface Lane {
  readonly run: Run;
  readonly model: ModelHost;
  readonly known: KnownMedia;
  /** The run's option orders, which may depend on the whole file. */
  readonly orderOptions: OrderOptions;
}

/** What one run still has to ask about a video. */
export interface LaneWork extends Lane {
  readonly samples: readonly PendingSample[];
}

/** A video and what the runs still have to ask about it. */
export interface LaneVideo {
  readonly videoId: string;
  readonly work: readonly LaneWork[];
}

/**
 * What several runs still have to ask, video by video, so that each is opened once for all of them.
 * @param samples of the dataset, by ordinal
 * @param answered of each lane's run, in the lanes' order
 */
export function pendingOf(
  lanes: readonly Lane[],
  samples: ReadonlyMap<number, Sample>,
  answered: readonly (readonly Pick<Answer, 'sample' | 'rotation'>[])[],
): LaneVideo[] {
  const videos = new Map<string, LaneWork[]>();
  for (const [i, lane] of lanes.entries())
    for (const pending of pendingVideos(lane.run, samples, answered[i] ?? [])) {
      const work = videos.get(pending.videoId) ?? [];
      work.push({ ...lane, samples: pending.samples });
      videos.set(pending.videoId, work);
    }
  return Array.from(videos, ([videoId, work]) => ({ videoId, work }));
}

/** Every question and option order of some work. */
export const jobsOf = (
  work: readonly Pick<LaneWork, 'run' | 'samples' | 'orderOptions'>[],
): Job[] =>
  work.flatMap(({ run, samples, orderOptions }) =>
    samples.flatMap(({ sample, rotations }) =>
      rotations.map((rotation) => {
        const optionOrder = orderOptions(sample, rotation);
        return { run, sample, rotation, optionOrder };
      }),
    ),
  );

/**
 * Work of one model whose prompts begin with the same frames, so that what was read of them serves all of it. Runs
 * that put the query image first share no more than the header across questions, and are grouped all the same.
 */
export function byPrefix<T extends Lane>(work: readonly T[]): T[][] {
  const groups: { readonly model: ModelHost; readonly key: string; readonly members: T[] }[] = [];
  for (const one of work) {
    const key = prefixKey(one.run.manifest.protocol);
    const group = groups.find((other) => other.model === one.model && other.key === key);
    if (group) group.members.push(one);
    else groups.push({ model: one.model, key, members: [one] });
  }
  return groups.map(({ members }) => members);
}

/** Equal for protocols whose prompts begin alike. */
export function prefixKey(protocol: Protocol): string {
  const { frames, frameInput = 'images', sampling, height, decoder } = protocol;
  const { order, prompt, timestamps, condition } = protocol;
  const shown = needsFrames(condition);
  const inOrder = condition !== 'frames-shuffled';
  return JSON.stringify([
    shown ? [frames, frameInput, sampling, height, decoder, timestamps, inOrder] : null,
    order,
    prompt,
  ]);
}

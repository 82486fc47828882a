import {
  asAppError,
  needsImage,
  type Answer,
  type AppError,
  type MediaMatch,
} from '../domain/index.js';
import type { SharedSegment } from '../model/index.js';
import { countedOnce, failedAnswer, type Shared } from './answers.js';
import { ask } from './ask.js';
import { byPrefix, jobsOf, type LaneVideo, type LaneWork } from './lanes.js';
import { endsPass } from './model-host.js';
import { QueryImages } from './query-images.js';
import type { Job, PendingSample } from './schedule.js';
import { VideoFeatures, type VideoTools } from './video-features.js';

/** What one pass over the pending questions works with. */
export interface PassInput extends VideoTools {
  readonly pending: readonly LaneVideo[];
  readonly media: MediaMatch;
  /** Resolves at once, or when the visitor resumes. */
  readonly whenResumed: () => Promise<void>;
  /** Called before work begins that may take a model down, with the questions that stand or fall with it. */
  readonly onBegin: (jobs: readonly Job[]) => void;
  /** After a crash the first video is worked on alone, so that what takes the model down is found. */
  readonly alone: boolean;
  /** Stores an answer; the loop goes on when it is committed. */
  readonly onAnswer: (answer: Answer) => Promise<void>;
}

type Prepared = { readonly features: VideoFeatures } | { readonly error: AppError };

/** Never rejects: what failed is told when the video's turn comes. */
async function prepare(input: PassInput, { videoId, work }: LaneVideo): Promise<Prepared> {
  try {
    const file = input.media.videos.get(videoId);
    return { features: await VideoFeatures.of(file, videoId, work, input) };
  } catch (thrown) {
    return { error: asAppError(thrown) };
  }
}

const release = async (prepared: Prepared | null): Promise<void> => {
  if (prepared && 'features' in prepared) await prepared.features.release();
};

/**
 * Asks everything that is pending, video by video; while the models work on one video the next is
 * decoded and encoded. A file's or question's failure becomes a stored unscored answer.
 * @throws ModelGone, or AppError `cancelled`, `changed-media`, `storage-full`: what was answered is stored
 */
export async function askPending(input: PassInput): Promise<void> {
  let next: Promise<Prepared> | null = null;
  try {
    for (const [i, video] of input.pending.entries()) {
      const prepared: Prepared = await (next ?? prepare(input, video));
      next = null;
      try {
        if ('error' in prepared && endsPass(prepared.error)) {
          input.onBegin(jobsOf(video.work));
          throw prepared.error;
        }
        const following = input.alone && i === 0 ? undefined : input.pending[i + 1];
        if (following && !input.signal.aborted) next = prepare(input, following);
        await askVideo(input, video, prepared);
      } finally {
        await release(prepared);
      }
    }
  } finally {
    await release(await next);
  }
}

/** Asks runs that share a beginning of their prompts question by question, one such group after the other. */
async function askVideo(input: PassInput, { work }: LaneVideo, prepared: Prepared): Promise<void> {
  const images = new QueryImages(work);
  const shared = new Map(work.map((one) => [one, sharedOf(one, prepared)]));
  try {
    for (const group of byPrefix(work)) {
      const turns = turnsOf(group);
      for (const [at, turn] of turns.entries()) {
        const { lane } = turn;
        const given = shared.get(lane) ?? nothing;
        await askSample(input, turn, given, images, at === turns.length - 1);
        shared.set(lane, { ...given, ...countedOnce(given) });
      }
    }
  } finally {
    await images.release();
  }
}

/** What the answers on a video begin with, or why there will be none. */
type Given = Shared & { readonly failure: AppError | null };

const nothing: Given = { video: null, image: null, failure: null };

function sharedOf(lane: LaneWork, prepared: Prepared): Given {
  if ('error' in prepared) return { ...nothing, failure: prepared.error };
  try {
    return { ...nothing, video: prepared.features.videoOf(lane) };
  } catch (thrown) {
    return { ...nothing, failure: asAppError(thrown) };
  }
}

/** A question of one run. */
interface Turn {
  readonly lane: LaneWork;
  readonly pending: PendingSample;
}

/** Question by question in the file's order, so that runs that share more than the frames follow each other. */
const turnsOf = (group: readonly LaneWork[]): Turn[] =>
  group
    .flatMap((lane) => lane.samples.map((pending) => ({ lane, pending })))
    .toSorted((a, b) => a.pending.sample.ordinal - b.pending.sample.ordinal);

/** Asks a sample in its option orders. From its begin on, a failure of the model is the sample's. */
async function askSample(
  input: PassInput,
  { lane, pending }: Turn,
  given: Given,
  images: QueryImages,
  isLast: boolean,
): Promise<void> {
  const { sample } = pending;
  const { run, model } = lane;
  const { media, signal } = input;
  const jobs = jobsOf([{ ...lane, samples: [pending] }]);
  input.onBegin(jobs);
  let { failure } = given;
  let shared: Shared = { video: given.video, image: null };
  if (!failure && needsImage(run.manifest.protocol.condition))
    try {
      const file = media.images.get(sample.ordinal);
      shared = { ...shared, image: await images.take(lane, sample, file, signal) };
    } catch (thrown) {
      failure = asAppError(thrown);
      if (endsPass(failure)) throw failure;
    }
  // Frames in an order of the sample's own serve no other sample.
  const framesServe = !isLast && run.manifest.protocol.condition !== 'frames-shuffled';
  for (const [i, job] of jobs.entries()) {
    await input.whenResumed();
    const keep: SharedSegment[] = [
      ...(framesServe ? ['frames' as const] : []),
      ...(i === jobs.length - 1 ? [] : ['question' as const]),
    ];
    if (!failure) input.onBegin([job]);
    const answer = failure
      ? failedAnswer(job, shared, failure)
      : await ask(job, shared, model, keep, signal);
    await input.onAnswer(answer);
    shared = countedOnce(shared);
  }
  await images.done(lane, sample);
}

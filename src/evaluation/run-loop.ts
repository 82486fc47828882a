import {
  asAppError,
  letters,
  needsImage,
  type Answer,
  type AppError,
  type Fingerprint,
  type MediaMatch,
  type Run,
} from '../domain/index.js';
import type { FrameDecoder } from '../frames/index.js';
import type { SharedSegment } from '../model/index.js';
import { buildPrompt, orderOptions } from '../prompt/index.js';
import { scoreLetters } from '../scoring/index.js';
import { countedOnce, emptyAnswer, failedAnswer, timingsOf, type Shared } from './answers.js';
import { ModelGone, type ModelHost } from './model-host.js';
import { encodeImage, encodeVideo, type EncodedVideo, type KeepThumbnails } from './pictures.js';
import type { Job, PendingSample, PendingVideo } from './schedule.js';

/** What one pass over the pending questions works with. */
export interface PassInput {
  readonly run: Run;
  readonly pending: readonly PendingVideo[];
  readonly media: MediaMatch;
  readonly decoder: FrameDecoder;
  readonly model: ModelHost;
  readonly keepThumbnails?: KeepThumbnails | undefined;
  /** Fingerprints that earlier answers of this run were made from, by video id and by sample. */
  readonly known: KnownMedia;
  readonly signal: AbortSignal;
  /** Resolves at once, or when the visitor resumes. */
  readonly whenResumed: () => Promise<void>;
  /** Called before work begins that may take the model down, with the questions that stand or fall with it. */
  readonly onBegin: (jobs: readonly Job[]) => void;
  /** After a crash the first video is worked on alone, so that what takes the model down is found. */
  readonly alone: boolean;
  /** Stores an answer; the loop goes on when it is committed. */
  readonly onAnswer: (answer: Answer) => Promise<void>;
}

export interface KnownMedia {
  readonly videos: ReadonlyMap<string, Fingerprint>;
  readonly images: ReadonlyMap<number, Fingerprint>;
}

/** Failures of a file that end its questions only; all others end the pass. */
const endsPass = (error: AppError): boolean =>
  error instanceof ModelGone || ['cancelled', 'changed-media', 'storage-full'].includes(error.code);

type Prepared = { readonly video: EncodedVideo } | { readonly error: AppError };

/** What a video cost is counted with the first answer that needed it. */
const withoutTimings = (prepared: Prepared): Prepared =>
  'video' in prepared ? { video: { ...prepared.video, decodeMs: 0, encodeMs: 0 } } : prepared;

/** Never rejects: what failed is told when the video's turn comes. */
async function prepare(input: PassInput, pending: PendingVideo): Promise<Prepared> {
  const { run, media, known, signal } = input;
  const { videoId } = pending;
  try {
    const file = media.videos.get(videoId);
    const before = known.videos.get(videoId);
    return {
      video: await encodeVideo(file, videoId, run.manifest.protocol, input, before, signal),
    };
  } catch (thrown) {
    return { error: asAppError(thrown) };
  }
}

/**
 * Asks everything that is pending, video by video; while the model works on one video the next is
 * decoded and encoded. A file's or question's failure becomes a stored unscored answer.
 * @throws ModelGone, or AppError `cancelled`, `changed-media`, `storage-full`: what was answered is stored
 */
export async function askPending(input: PassInput): Promise<void> {
  let next: Promise<Prepared> | null = null;
  try {
    for (const [i, pending] of input.pending.entries()) {
      const prepared = await (next ?? prepare(input, pending));
      const { samples } = pending;
      if ('error' in prepared && endsPass(prepared.error)) {
        input.onBegin(samples.flatMap(jobsOf));
        throw prepared.error;
      }
      const following = input.alone && i === 0 ? undefined : input.pending[i + 1];
      next = following && !input.signal.aborted ? prepare(input, following) : null;
      for (const [at, sample] of samples.entries())
        await askSample(
          input,
          sample,
          at === 0 ? prepared : withoutTimings(prepared),
          at === samples.length - 1,
        );
      if ('video' in prepared) await input.model.release(prepared.video.handles);
    }
  } finally {
    const left = await next;
    if (left && 'video' in left) await input.model.release(left.video.handles);
  }
}

const jobsOf = ({ sample, rotations }: PendingSample): Job[] =>
  rotations.map((rotation) => ({ sample, rotation }));

/** Asks a sample in its option orders. From its begin on, a failure of the model is the sample's. */
async function askSample(
  input: PassInput,
  pending: PendingSample,
  prepared: Prepared,
  isLast: boolean,
): Promise<void> {
  const { sample, rotations } = pending;
  input.onBegin(jobsOf(pending));
  let shared: Shared = { video: null, image: null };
  let failure: AppError | null = 'error' in prepared ? prepared.error : null;
  if ('video' in prepared) shared = { ...shared, video: prepared.video };
  const { protocol } = input.run.manifest;
  if (!failure && needsImage(protocol.condition))
    try {
      const { media, known, model, signal } = input;
      const file = media.images.get(sample.ordinal);
      const before = known.images.get(sample.ordinal);
      shared = {
        ...shared,
        image: await encodeImage(file, sample.imageName, protocol, model, before, signal),
      };
    } catch (thrown) {
      failure = asAppError(thrown);
      if (endsPass(failure)) throw failure;
    }
  for (const [i, rotation] of rotations.entries()) {
    await input.whenResumed();
    const keep: SharedSegment[] = [
      ...(isLast ? [] : ['frames' as const]),
      ...(i === rotations.length - 1 ? [] : ['question' as const]),
    ];
    const answer = failure
      ? failedAnswer(input.run, sample, rotation, shared, failure)
      : await askOne(input, { sample, rotation }, shared, keep);
    await input.onAnswer(answer);
    shared = countedOnce(shared);
  }
  if (shared.image) await input.model.release([shared.image.handle]);
}

async function askOne(
  input: PassInput,
  job: Job,
  shared: Shared,
  keep: readonly SharedSegment[],
): Promise<Answer> {
  const { sample, rotation } = job;
  const { run, model, signal } = input;
  const { protocol } = run.manifest;
  const optionOrder = orderOptions(sample, protocol.seed, rotation);
  const prompt = buildPrompt(protocol.prompt, {
    question: sample.question,
    optionOrder,
    frames: shared.video?.frames ?? [],
    image: shared.image !== null,
    order: protocol.order,
    timestamps: protocol.timestamps,
  });
  const offered = letters.filter((letter) => letter in optionOrder.options);
  input.onBegin([job]);
  try {
    const given = await model.ask(
      {
        prompt,
        frames: shared.video?.handles ?? [],
        image: shared.image?.handle ?? null,
        letters: offered,
        keep,
      },
      signal,
    );
    return {
      ...emptyAnswer(run, sample, rotation, shared),
      ...scoreLetters(given.letterLogprobs, optionOrder),
      letterLogprobs: given.letterLogprobs,
      letterMass: given.letterMass,
      prompt: {
        version: prompt.version,
        text: given.promptText,
        tokens: given.promptTokens,
        reusedTokens: given.reusedTokens,
      },
      provider: model.info.provider,
      timings: timingsOf(shared, given.prefillMs),
    };
  } catch (thrown) {
    const error = asAppError(thrown);
    if (endsPass(error)) throw error;
    return failedAnswer(run, sample, rotation, shared, error);
  }
}

import type { Answer, AppError, Timings } from '../domain/index.js';
import type { EncodedImage } from './query-images.js';
import type { Job } from './schedule.js';
import type { EncodedVideo } from './video-features.js';

/** What the rotations of one sample share; null where there is none, or it could not be had. */
export interface Shared {
  readonly video: EncodedVideo | null;
  readonly image: EncodedImage | null;
}

/** Shared work is counted with the first answer that needed it. */
export function countedOnce({ video, image }: Shared): Shared {
  return {
    video: video && { ...video, decodeMs: 0, encodeMs: 0 },
    image: image && { ...image, encodeMs: 0 },
  };
}

export function timingsOf({ video, image }: Shared, prefillMs: number, generateMs = 0): Timings {
  return {
    decodeMs: video?.decodeMs ?? 0,
    encodeMs: (video?.encodeMs ?? 0) + (image?.encodeMs ?? 0),
    prefillMs,
    generateMs,
  };
}

/** An unscored answer that says why. */
export function failedAnswer(job: Job, shared: Shared, { code, message }: AppError): Answer {
  return {
    ...emptyAnswer(job, shared),
    reason: code === 'missing-media' ? 'missing-media' : 'error',
    error: { code, message },
  };
}

/** What is known of an answer before the model was asked. */
export function emptyAnswer({ run, sample, rotation, optionOrder }: Job, shared: Shared): Answer {
  const { protocol } = run.manifest;
  return {
    ...optionOrder,
    runId: run.id,
    sample: sample.ordinal,
    rotation,
    letter: null,
    outcome: 'unscored',
    reason: 'error',
    error: null,
    letterLogprobs: null,
    letterMass: null,
    text: null,
    prompt: { version: protocol.prompt, text: '', tokens: 0, reusedTokens: 0 },
    frames: shared.video?.frames ?? [],
    media: { video: shared.video?.media ?? null, image: shared.image?.media ?? null },
    provider: null,
    timings: timingsOf(shared, 0),
  };
}

import type { Answer, AppError, Run, Sample, Timings } from '../domain/index.js';
import { orderOptions } from '../prompt/index.js';
import type { EncodedImage } from './query-images.js';
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

export function timingsOf({ video, image }: Shared, prefillMs: number): Timings {
  return {
    decodeMs: video?.decodeMs ?? 0,
    encodeMs: (video?.encodeMs ?? 0) + (image?.encodeMs ?? 0),
    prefillMs,
    generateMs: 0,
  };
}

/** An unscored answer that says why. */
export function failedAnswer(
  run: Run,
  sample: Sample,
  rotation: number,
  shared: Shared,
  { code, message }: AppError,
): Answer {
  return {
    ...emptyAnswer(run, sample, rotation, shared),
    reason: code === 'missing-media' ? 'missing-media' : 'error',
    error: { code, message },
  };
}

/** What is known of an answer before the model was asked. */
export function emptyAnswer(run: Run, sample: Sample, rotation: number, shared: Shared): Answer {
  const { protocol } = run.manifest;
  return {
    ...orderOptions(sample, protocol.seed, rotation),
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

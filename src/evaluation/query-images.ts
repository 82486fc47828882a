import { AppError, type Fingerprint, type MediaFile, type Sample } from '../domain/index.js';
import { decodeImage } from '../frames/index.js';
import type { PictureHandle, Treatment } from '../model/index.js';
import { checkedFingerprint } from './given-media.js';
import type { Lane, LaneWork } from './lanes.js';
import type { ModelHost } from './model-host.js';

export interface EncodedImage {
  readonly handle: PictureHandle;
  readonly media: Fingerprint;
  /** 0 for all but the first that asks. */
  readonly encodeMs: number;
}

interface Kept {
  image: Promise<EncodedImage> | null;
  /** Runs that have still to ask about it. */
  users: number;
}

/** Query images of one video's questions: each encoded once a model and treatment, until its last run has asked. */
export class QueryImages {
  readonly #kept = new Map<ModelHost, Map<string, Kept>>();

  constructor(work: readonly LaneWork[]) {
    for (const { run, model, samples } of work)
      for (const { sample } of samples) {
        const kept = this.#kept.get(model) ?? new Map<string, Kept>();
        this.#kept.set(model, kept);
        const key = imageKey(sample, treatmentOf({ run }));
        kept.set(key, { image: null, users: (kept.get(key)?.users ?? 0) + 1 });
      }
  }

  /**
   * @param media undefined: the image was not given
   * @throws AppError `corrupt-image`, `missing-media`, `changed-media`, `cancelled`, and the model's
   */
  async take(
    lane: Lane,
    sample: Sample,
    media: MediaFile | undefined,
    signal: AbortSignal,
  ): Promise<EncodedImage> {
    const treatment = treatmentOf(lane);
    const kept = this.#kept.get(lane.model)?.get(imageKey(sample, treatment));
    if (!kept) throw new AppError('unexpected', 'An image that no run needs was asked for.');
    const known = lane.known.images.get(sample.ordinal);
    if (kept.image) {
      const { handle, media: print } = await kept.image;
      if (media && known) await checkedFingerprint(media, [known]);
      return { handle, media: print, encodeMs: 0 };
    }
    kept.image = encodeImage(media, sample.imageName, treatment, lane.model, known, signal);
    return kept.image;
  }

  /** Says that a lane has asked about a sample. */
  async done(lane: Lane, sample: Sample): Promise<void> {
    const kept = this.#kept.get(lane.model)?.get(imageKey(sample, treatmentOf(lane)));
    if (!kept || --kept.users > 0) return;
    await release(kept, lane.model);
  }

  async release(): Promise<void> {
    for (const [model, images] of this.#kept)
      for (const kept of images.values()) await release(kept, model);
  }
}

async function release(kept: Kept, model: ModelHost): Promise<void> {
  const { image } = kept;
  kept.image = null;
  // One that failed holds nothing.
  const encoded = await image?.catch(() => null);
  if (encoded) await model.release([encoded.handle]);
}

const treatmentOf = ({ run }: Pick<Lane, 'run'>): Treatment =>
  run.manifest.protocol.imageSplitting ? 'split' : 'whole';

const imageKey = ({ ordinal }: Sample, treatment: Treatment): string => `${ordinal} ${treatment}`;

async function encodeImage(
  media: MediaFile | undefined,
  imageName: string,
  treatment: Treatment,
  model: ModelHost,
  known: Fingerprint | undefined,
  signal: AbortSignal,
): Promise<EncodedImage> {
  if (!media)
    throw new AppError('missing-media', `The image ${imageName} was not given. Add it and resume.`);
  const print = await checkedFingerprint(media, [known]);
  const picture = await decodeImage(media.file);
  const { handle, encodeMs } = await model.encode(picture, treatment, signal);
  return { handle, media: print, encodeMs };
}

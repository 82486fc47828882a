import { auditDataset } from '../../dataset/index.js';
import type { Audit, Coverage, CoveragePoint, VideoFacts } from '../../domain/index.js';
import { planFrames } from '../../frames/index.js';
import { coverageCurve, coverageOf, paperMeanSeconds } from '../../scoring/index.js';
import type { Inputs } from './inputs.svelte.js';
import type { Settings } from './settings.svelte.js';
import { VideoCheck } from './video-check.svelte.js';

const curveCounts = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;

/** What is odd in the data, and which evidence the frames would sample: before a model ever runs. */
export class AuditState {
  readonly #inputs: Inputs;
  readonly #settings: Settings;
  readonly check = new VideoCheck();
  /** Seconds from an annotated point within which a frame samples it. */
  pointTolerance: number | null = $state(1);

  constructor(inputs: Inputs, settings: Settings) {
    this.#inputs = inputs;
    this.#settings = settings;
  }

  readonly facts: readonly VideoFacts[] = $derived.by(() =>
    this.check.factsOf(this.#inputs.media.videos),
  );

  /** Whether every video that was found was opened. */
  readonly allChecked: boolean = $derived.by(
    () =>
      this.#inputs.media.videos.size > 0 && this.facts.length === this.#inputs.media.videos.size,
  );

  readonly audit: Audit | null = $derived.by(() => {
    const { dataset, media, mediaList, sorted } = this.#inputs;
    if (!dataset) return null;
    const given = { videos: sorted.videos.length > 0, images: sorted.images.length > 0 };
    return auditDataset({ dataset, media, given, facts: this.facts, expected: mediaList?.rows });
  });

  readonly coverage: Coverage | null = $derived.by(() => {
    const { dataset } = this.#inputs;
    const { frames } = this.#settings;
    if (!dataset || this.#settings.problems.length > 0 || frames === null) return null;
    return coverageOf(dataset.samples, frames, this.#coverageInput());
  });

  readonly curve: readonly CoveragePoint[] = $derived.by(() => {
    const { dataset } = this.#inputs;
    if (!dataset) return [];
    return coverageCurve(dataset.samples, curveCounts, this.#coverageInput());
  });

  checkVideos(): Promise<void> {
    return this.check.check(this.#inputs.media.videos);
  }

  #coverageInput() {
    const times = Object.fromEntries(
      this.facts.map(({ videoId, video }) => [videoId, video?.times]),
    );
    const { sampling } = this.#settings;
    const tolerance = this.pointTolerance;
    return {
      timesOf: (videoId: string) => times[videoId] ?? null,
      plan: (of: readonly number[], frames: number) => planFrames(of, frames, sampling),
      pointTolerance: tolerance !== null && tolerance >= 0 ? tolerance : 1,
      assumedSeconds: paperMeanSeconds,
    };
  }
}

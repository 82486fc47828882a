import type { ErrorCode, ErrorDetail } from './errors.js';
import type { DecoderName } from './picture.js';

/** What an audit can find, in the order it is shown: what keeps questions from being asked first. */
export const findingCodes = [
  'unusable-item',
  'missing-video',
  'missing-image',
  'video-not-opened',
  'video-without-track',
  'video-codec-unsupported',
  'video-shorter-than-evidence',
  'video-differs-from-list',
  'media-duplicated',
  'pixels-not-square',
  'blank-distractors',
  'repeated-options',
  'repeated-options-folded',
  'answer-among-distractors',
  'answer-among-distractors-folded',
  'white-space-around-answer',
  'unknown-task',
  'granularity-respelt',
  'location-reversed',
  'location-unparsable',
  'data-id-repeated',
  'image-shared',
  'inputs-identical',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** One case of a finding in a line: a file's name, a decoder's message, what an item's field says. */
export interface FindingNote {
  readonly text: string;
  /** Ordinals of the samples it is about, ascending; empty where it is about none of them (an item left out, say). */
  readonly samples: readonly number[];
}

/** One kind of oddity, and where it occurs. */
export interface Finding {
  readonly code: FindingCode;
  /** Ordinals of the samples concerned, ascending, each once. */
  readonly samples: readonly number[];
  /** The cases, where the samples alone do not say them. */
  readonly notes: readonly FindingNote[];
}

/** How often something was found: samples concerned, and cases that concern no sample. */
export const findingCount = ({ samples, notes }: Finding): number =>
  samples.length + notes.filter((note) => note.samples.length === 0).length;

/** What is missing, odd or broken in a dataset and its media. */
export interface Audit {
  readonly samples: number;
  /** Distinct video ids, distinct image names. */
  readonly videos: number;
  readonly images: number;
  /** Only what was found, in the order of `findingCodes`. */
  readonly findings: readonly Finding[];
}

/** What opening a video told: a row of media.csv. */
export interface VideoFacts {
  readonly videoId: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the first and the last MiB (`fingerprint`). */
  readonly sha256: string;
  /** null where it could not be opened; `error` says why. */
  readonly video: {
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    readonly frames: number;
    /** Seconds. */
    readonly duration: number;
    readonly pixelAspect: number;
    readonly decoder: DecoderName;
    /** Presentation times in seconds, for coverage; not in media.csv. */
    readonly times: readonly number[];
  } | null;
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly detail?: ErrorDetail | undefined;
  } | null;
}

/** How many samples of a kind have a sampled frame in their annotated evidence. */
export interface CoverageCount {
  /** Samples of the kind whose video's frames are known or assumed. */
  readonly n: number;
  /** May be a fraction: where only a length was assumed, a sample counts with its probability. */
  readonly sampled: number;
  /** sampled / n; null where n is 0. */
  readonly rate: number | null;
}

/** Whether a sampled frame lands in one sample's evidence. */
export interface SampleCoverage {
  readonly ordinal: number;
  /** null: whole video, or nothing (usable) annotated. */
  readonly kind: 'interval' | 'point' | null;
  /** null: no kind, or the video's frames are not known. */
  readonly sampled: boolean | null;
  /** 1 or 0 as `sampled` says; between them where only a length was assumed; null: neither. */
  readonly probability: number | null;
}

/** Coverage at one frame count. Rates are 0 to 1; null where no sample is of the kind. */
export interface CoveragePoint {
  readonly frames: number;
  readonly intervals: number | null;
  readonly points: number | null;
}

/**
 * Evidence sampled by a frame plan, before a model ever runs. It says that a frame lies in the annotated evidence, not
 * that the question can be answered. Whole-video questions are not applicable and never counted.
 */
export interface Coverage {
  readonly frames: number;
  /** A frame within this many seconds of an annotated point samples it. */
  readonly pointTolerance: number;
  readonly intervals: CoverageCount;
  readonly points: CoverageCount;
  /** Whole-video samples: not applicable. */
  readonly wholeVideo: number;
  /** Samples without a usable location, or whose video's frames are unknown. */
  readonly unknown: number;
  /** Videos whose frames' times are known; videos for which a length was assumed. */
  readonly measuredVideos: number;
  readonly assumedVideos: number;
  /** Seconds assumed for videos that were not opened; null: none was assumed. */
  readonly assumedSeconds: number | null;
  readonly byTask: readonly {
    readonly task: string;
    readonly intervals: CoverageCount;
    readonly points: CoverageCount;
  }[];
  readonly samples: readonly SampleCoverage[];
}

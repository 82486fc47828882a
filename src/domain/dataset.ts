/** One question of a dataset. Its key is `ordinal`, its place in the file: `dataId` is not unique. */
export interface Sample {
  readonly ordinal: number;
  readonly videoId: string;
  readonly dataId: number;
  readonly imageName: string;
  readonly question: string;
  readonly task: string;
  readonly granularity: string;
  readonly answer: string;
  readonly answerLocation: string;
  /** As in the file, blank ones dropped (as the reference harness does). */
  readonly distractors: readonly string[];
}

/** Something odd or wrong in a question file. `line` counts from 1; 0 where no line applies. */
export interface ImportProblem {
  readonly line: number;
  readonly message: string;
}

/** A question file, parsed; known by the SHA-256 of its bytes. */
export interface Dataset {
  readonly name: string;
  readonly sha256: string;
  readonly samples: readonly Sample[];
  readonly problems: readonly ImportProblem[];
}

/** A file the visitor gave, with its path inside the folder it came from ('' is never used: at least its name). */
export interface MediaFile {
  readonly name: string;
  readonly path: string;
  readonly file: File;
}

/** What identifies a media file without reading all of it: size and SHA-256 of its first and last MiB. */
export interface Fingerprint {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** Which of the given files belong to which sample. Keys: video id; sample ordinal. */
export interface MediaMatch {
  readonly videos: ReadonlyMap<string, MediaFile>;
  readonly images: ReadonlyMap<number, MediaFile>;
  readonly missingVideos: readonly string[];
  readonly missingImages: readonly string[];
}

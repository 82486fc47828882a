/** One question of a dataset. Its key is `ordinal`, its place in the file: `dataId` is not unique. */
export interface Sample {
  readonly ordinal: number;
  readonly videoId: string;
  readonly dataId: number;
  readonly imageName: string;
  readonly question: string;
  readonly task: string;
  /** In the file's commonest spelling (`Whole Video`). */
  readonly granularity: string;
  /** As the file spells it. */
  readonly givenGranularity: string;
  readonly answer: string;
  /** As in the file; `evidenceAt` understands it. */
  readonly answerLocation: string;
  /** As in the file, blank ones dropped (as the reference harness does). */
  readonly distractors: readonly string[];
  /** How many blank ones were dropped. */
  readonly blankDistractors: number;
  /** Further columns of the file by name (a domain, say): their values slice every report. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Something odd or wrong in a question file. `line` counts from 1; 0 where no line applies. */
export interface ImportProblem {
  readonly line: number;
  readonly message: string;
  /** Whether questions (an item, a line) were left out because of it. */
  readonly leftOut?: boolean;
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

/** A table keyed by video id whose columns slice every report; the public question file has no domain, say. */
export interface SideTable {
  readonly name: string;
  readonly sha256: string;
  /** Without the column of the video id. */
  readonly columns: readonly string[];
  /** Cells by video id, then by column; an empty cell is left out. */
  readonly rows: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly problems: readonly ImportProblem[];
}

export const matchWays = ['exact', 'case', 'extension', 'case-and-extension', 'bracketed'] as const;
/**
 * How a file was found for a name: the same; whatever the case; whatever the extension (images: a video id has none,
 * so any extension is `exact` there); both; or a video whose id stands in brackets at the end (`Title [id].mp4`).
 */
export type MatchWay = (typeof matchWays)[number];

/** Several files that fit one name equally well: the first given is kept. */
export interface DuplicateMedia {
  readonly kept: MediaFile;
  readonly others: readonly MediaFile[];
}

/** Which of the given files belong to which sample. Keys: video id; sample ordinal. */
export interface MediaMatch {
  readonly videos: ReadonlyMap<string, MediaFile>;
  readonly images: ReadonlyMap<number, MediaFile>;
  /** How each was found; the same keys as `videos` and `images`. */
  readonly videoWays: ReadonlyMap<string, MatchWay>;
  readonly imageWays: ReadonlyMap<number, MatchWay>;
  readonly missingVideos: readonly string[];
  readonly missingImages: readonly string[];
  readonly duplicates: readonly DuplicateMedia[];
}

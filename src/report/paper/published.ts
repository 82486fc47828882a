import ablationsFile from './ablations.json' with { type: 'json' };
import leaderboardFile from './leaderboard.json' with { type: 'json' };

/** A row of the paper's main table; per cent. */
export interface PublishedRow {
  readonly model: string;
  /** `open<10B`, `open>10B` or `closed`. */
  readonly group: string;
  readonly overall: number;
  readonly perception: number;
  readonly reasoning: number;
  readonly tasks: Readonly<Record<string, number>>;
}

/**
 * The published main table of IV-Bench (arXiv 2504.15415): 26 models on all 2,585 questions with 32 frames, the image after
 * the video, with how many questions each task has, and its
 * abbreviations of the tasks.
 */
export const leaderboard: {
  readonly source: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly rows: readonly PublishedRow[];
} = leaderboardFile;

/** The published ablations (its Figures 3 and 4), read off the charts to about 0.3 points; per cent. */
export const ablations = ablationsFile;

import type {
  DecoderChoice,
  FrameHeight,
  FrameRecord,
  Picture,
  VideoInfo,
} from '../domain/index.js';

/** A decoded picture at one of the heights it was asked in. */
export interface Frame extends FrameRecord {
  readonly height: FrameHeight;
  readonly picture: Picture;
  /** Where the request asked for one: WebP, its longer side at most 160 pixels; with the frame's first height only. */
  readonly thumbnail: Blob | null;
}

export interface FrameRequest {
  /** Place in presentation order, 0 to n - 1. */
  readonly index: number;
  /** At least one: `native`, or whole pixels of the upright frame, at least 2. */
  readonly heights: readonly FrameHeight[];
  readonly thumbnail?: boolean;
}

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  /** Default `auto`. */
  readonly decoder?: DecoderChoice | undefined;
}

/**
 * Makes frames of one video at a time (DESIGN.md, Which frame, which pixels). Two decoders given the
 * same video agree on n, on times to a millisecond, and on pixels to 45 dB.
 */
export interface FrameDecoder {
  /**
   * Opens a video and lists its pictures; the one opened before is let go.
   * @throws AppError `corrupt-video`, `unsupported-video`, `decode-failed`, `worker-crashed`, `timeout`, `network`,
   *   `cancelled`
   */
  open(file: File, options?: OpenOptions): Promise<VideoInfo>;

  /**
   * Decodes frames of the open video, one at a time and one ahead: ascending by index, each in the order
   * its heights were given; an index asked twice comes once, in all its heights. One iteration at a time. After
   * leaving it early, or after `cancelled`, `timeout` or `worker-crashed`, the video must be opened again.
   * @throws AppError as `open`; RangeError for an index outside the video
   */
  frames(requests: readonly FrameRequest[], signal?: AbortSignal): AsyncIterable<Frame>;

  /** Lets go of everything. The decoder may be used again: the next `open` starts afresh. */
  close(): Promise<void> | void;
}

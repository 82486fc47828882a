/** Where things lie inside ffmpeg: a video's own name could hold anything. */
export const input = '/in/video';
/** Packets taken from the video, given with a run. */
export const fed = '/packets';
/** What is written here comes back. */
export const output = '/output';

/** A run of ffmpeg or ffprobe. */
export interface Task {
  readonly program: 'ffmpeg' | 'ffprobe';
  readonly args: readonly string[];
  /** What is written to `output` comes back in pieces of so many bytes. */
  readonly pieceBytes: number;
  /** What `fed` holds during this run. */
  readonly packets: Uint8Array<ArrayBuffer> | null;
}

export interface Finished {
  readonly code: number;
  /** What ffmpeg said, by line. */
  readonly log: readonly string[];
  /** The last one is shorter where what was written does not fill it. Each has a buffer of its own. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  /** Bytes that the core holds; they never become fewer. */
  readonly memory: number;
  /** Whether the stack was put back as it was; else the core traps after about 80 runs. */
  readonly restored: boolean;
}

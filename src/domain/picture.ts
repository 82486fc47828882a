/** An upright picture: 8-bit RGB, row by row, 3 bytes a pixel, no padding. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

export const decoderNames = ['ffmpeg', 'webcodecs'] as const;
export type DecoderName = (typeof decoderNames)[number];

export const decoderChoices = ['auto', 'webcodecs', 'ffmpeg'] as const;
/** `auto`: per video, WebCodecs where the browser can, else ffmpeg.wasm; the others force one. */
export type DecoderChoice = (typeof decoderChoices)[number];

/** What is known of a video before any frame is decoded. */
export interface VideoInfo {
  /** Pictures in presentation order. */
  readonly n: number;
  /** Presentation time of each picture in seconds, ascending; length n. */
  readonly times: readonly number[];
  /** Upright size in pixels, after rotation. */
  readonly width: number;
  readonly height: number;
  /** Clockwise degrees that make the picture upright: 0, 90, 180, 270. */
  readonly rotation: number;
  /** Width over height of one pixel of the upright picture; ignored (DESIGN.md, Which pixels, 3), told by the audit. */
  readonly pixelAspect: number;
  readonly codec: string;
  /** Length in seconds of the video track. */
  readonly duration: number;
  /**
   * Length in seconds of the file with all its tracks, as it states it and as ffprobe prints it (to the microsecond); that
   * of the video track in containers other than MP4, MOV, Matroska and WebM. null: it states none.
   */
  readonly fileDuration: number | null;
  readonly decoder: DecoderName;
}

/** Which frame made it into a prompt, and who decoded it. */
export interface FrameRecord {
  readonly index: number;
  /** Presentation time in seconds. */
  readonly time: number;
  readonly decoder: DecoderName;
}

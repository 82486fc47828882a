import { AppError, type Picture, type VideoInfo } from '../domain/index.js';
import { exposeInWorker, transfer } from '../lib/index.js';
import type { Frame, FrameRequest } from './decoder.js';
import { byIndex, finishFrame } from './finish-frame.js';
import { readStructure, type Structure } from './structure.js';

/** What a decoder tells of a video; the file's own length is read apart. */
export type TrackInfo = Omit<VideoInfo, 'fileDuration'>;

/** A video that a decoder has open in its worker. */
export interface OpenedVideo {
  readonly info: TrackInfo;
  /**
   * Upright pictures at the video's own size.
   * @param indices ascending, distinct, 0 to n - 1
   * @throws AppError `corrupt-video`, `decode-failed`
   */
  readonly pictures: (
    indices: readonly number[],
  ) => AsyncGenerator<{ readonly index: number; readonly picture: Picture }>;
  /** Lets go of it, whatever it is doing. */
  readonly end: () => void;
}

/** Reads a file that is built as it should be. */
type Opener = (file: File, structure: Structure) => Promise<OpenedVideo>;

let video: OpenedVideo | null = null;
let frames: AsyncGenerator<readonly Frame[]> | null = null;

function letGo(): void {
  video?.end();
  video = null;
  frames = null;
}

async function* finished(
  { info, pictures }: OpenedVideo,
  requests: readonly FrameRequest[],
): AsyncGenerator<readonly Frame[]> {
  const asked = byIndex(requests);
  for await (const { index, picture } of pictures([...asked.keys()])) {
    const finish = asked.get(index);
    const record = { index, time: info.times[index] ?? 0, decoder: info.decoder };
    if (finish) yield await finishFrame(picture, finish, record);
  }
}

const decodeApi = (open: Opener) => ({
  /** The page makes one call at a time, `next` of one iteration apart: see worker-decoder.ts. */
  async open(file: File): Promise<VideoInfo> {
    letGo();
    const structure = await readStructure(file);
    if (structure.damage !== null)
      throw new AppError(
        'corrupt-video',
        `${file.name} ${structure.damage}. Download or copy it again.`,
      );
    video = await open(file, structure);
    const { duration = video.info.duration } = structure;
    return { ...video.info, fileDuration: duration && Math.round(duration * 1e6) / 1e6 };
  },
  start(requests: readonly FrameRequest[]): void {
    if (!video) throw new AppError('unexpected', 'No video is open.');
    frames = finished(video, requests);
  },
  /** All heights of the next index; null after the last. */
  async next(): Promise<readonly Frame[] | null> {
    const result = await frames?.next();
    if (!result || result.done) return null;
    return transfer(
      result.value,
      result.value.map(({ picture }) => picture.data.buffer),
    );
  },
  close: letGo,
});

export type DecodeWorkerApi = ReturnType<typeof decodeApi>;

/** Makes this worker a decoder for the page. @param open reads a file's headers; throws AppError as FrameDecoder's does */
export function serveDecoder(open: Opener): void {
  exposeInWorker(decodeApi(open));
}

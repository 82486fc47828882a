import { MP4, MPEG_TS, QTFF, type InputFormat } from 'mediabunny';
import { readSegment } from './matroska-segment.js';
import { readMovie, type Movie } from './mp4-boxes.js';
import { isWholeTransportStream } from './transport-stream.js';

export interface Structure extends Pick<Movie, 'edits' | 'fragmented'> {
  /** What is wrong with the file, as the end of a sentence; null where all is in its place. */
  readonly damage: string | null;
}

/**
 * Looks at how a file is built, which mediabunny does not: it passes over what is damaged, and then every picture after
 * that would be taken for an earlier one.
 */
export async function readStructure(file: File, format: InputFormat): Promise<Structure> {
  const none = { edits: new Map<number, never>(), fragmented: false };
  if (format === MPEG_TS)
    return { ...none, damage: (await isWholeTransportStream(file)) ? null : 'lacks packets' };
  const movie = format === MP4 || format === QTFF ? await readMovie(file) : null;
  const { cutOff, broken } = movie ?? (await readSegment(file));
  const damage = cutOff ? 'is cut off' : broken ? 'is damaged between its pictures' : null;
  return { ...(movie ?? none), damage };
}

import { readSegment } from './matroska-segment.js';
import { readMovie, type Movie } from './mp4-boxes.js';
import { isWholeTransportStream, isTransportStream } from './transport-stream.js';

export interface Structure extends Pick<Movie, 'edits' | 'fragmented'> {
  /** What is wrong with the file, as the end of a sentence; null where all is in its place. */
  readonly damage: string | null;
  /** Seconds that the file states; null: none; absent: its container was not asked. */
  readonly duration?: number | null;
}

const matroska = [0x1a, 0x45, 0xdf, 0xa3];

/** First boxes of MP4 and MOV files. */
const movieBoxes = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/**
 * Looks at how a file is built, before any decoder does: they pass over what is damaged, and then every picture after
 * that would be taken for an earlier one. Of MP4, MOV, Matroska, WebM and MPEG-TS; others are taken as they are.
 */
export async function readStructure(file: File): Promise<Structure> {
  const none = { edits: new Map<number, never>(), fragmented: false };
  const start = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  if (start.length === 0) return { ...none, damage: 'is empty (0 bytes)' };
  if (isTransportStream(start))
    return { ...none, damage: (await isWholeTransportStream(file)) ? null : 'lacks packets' };
  const isMatroska = matroska.every((byte, i) => start[i] === byte);
  const isMovie = movieBoxes.includes(String.fromCharCode(...start.subarray(4, 8)));
  if (!isMatroska && !isMovie) return { ...none, damage: null };
  const movie = isMovie ? await readMovie(file) : null;
  const { cutOff, broken, duration } = movie ?? (await readSegment(file));
  const damage = cutOff ? 'is cut off' : broken ? 'is damaged between its pictures' : null;
  if (movie?.fragmented) return { edits: movie.edits, fragmented: true, damage };
  return { edits: movie?.edits ?? none.edits, fragmented: false, damage, duration };
}

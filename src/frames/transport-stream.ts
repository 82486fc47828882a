const packetSize = 188;
const sync = 0x47;

/** Read at once. */
const chunkSize = 4 * 1024 * 1024;

/** Packets lie one after another, or each behind a time of arrival of four bytes. */
function layoutOf(start: Uint8Array): { readonly first: number; readonly stride: number } | null {
  for (const layout of [
    { first: 0, stride: packetSize },
    { first: 4, stride: packetSize + 4 },
  ])
    if ([0, 1, 2].every((i) => start[layout.first + i * layout.stride] === sync)) return layout;
  return null;
}

/** @param start at least three packets of a file */
export const isTransportStream = (start: Uint8Array): boolean => layoutOf(start) !== null;

/** What was seen of a track. */
interface Track {
  /** The last continuity counter. */
  counter: number;
  /** It carries sound or pictures, and no tables. */
  readonly media: boolean;
}

/**
 * Whether an MPEG transport stream is whole: no packet of sound or pictures lost, none marked as damaged, none cut off
 * at the end. What is lost of a picture shows in nothing else.
 * @see ISO/IEC 13818-1, 2.4.3
 */
export async function isWholeTransportStream(file: File): Promise<boolean> {
  const layout = layoutOf(new Uint8Array(await file.slice(0, 1024).arrayBuffer()));
  if (!layout || file.size % layout.stride !== 0) return false;
  const tracks = new Map<number, Track>();
  const step = chunkSize - (chunkSize % layout.stride);
  for (let from = 0; from < file.size; from += step) {
    const bytes = new Uint8Array(await file.slice(from, from + step).arrayBuffer());
    for (let at = layout.first; at < bytes.length; at += layout.stride)
      if (!continues(bytes, at, tracks)) return false;
  }
  return true;
}

function continues(bytes: Uint8Array, at: number, tracks: Map<number, Track>): boolean {
  const [head = 0, high = 0, low = 0, flags = 0] = bytes.subarray(at, at + 4);
  if (head !== sync || (high & 0x80) !== 0) return false;
  const id = ((high & 0x1f) << 8) | low;
  const counter = flags & 15;
  // Null packets are not counted, and packets without payload do not count on.
  if (id === 0x1fff || (flags & 0x10) === 0) return true;
  const field = (flags & 0x20) === 0 ? 0 : 1 + (bytes[at + 4] ?? 0);
  const announced = field > 1 && ((bytes[at + 5] ?? 0) & 0x80) !== 0;
  const track = tracks.get(id);
  if (!track) {
    // Media come in packets of their own that begin as start codes do.
    const [a, b, c] = bytes.subarray(at + 4 + field, at + 7 + field);
    tracks.set(id, { counter, media: a === 0 && b === 0 && c === 1 });
    return true;
  }
  const before = track.counter;
  track.counter = counter;
  // One may come twice.
  return !track.media || announced || counter === before || counter === (before + 1) % 16;
}

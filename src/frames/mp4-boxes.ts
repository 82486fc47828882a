/** One box of an MP4 or MOV file (ISO/IEC 14496-12, 4.2). */
interface Box {
  readonly type: string;
  /** Of its contents, in bytes from the start of what was read. */
  readonly start: number;
  readonly end: number;
}

/** The header of the box at `at`; null where there is none. @param end of what contains it */
function boxAt(view: DataView, at: number, end: number): (Box & { readonly box: number }) | null {
  if (at + 8 > view.byteLength) return null;
  const short = view.getUint32(at);
  const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
  const long = short === 1;
  if (long && at + 16 > view.byteLength) return null;
  const size = long ? Number(view.getBigUint64(at + 8)) : short === 0 ? end - at : short;
  const header = long ? 16 : 8;
  return size < header ? null : { type, box: at, start: at + header, end: at + size };
}

function* boxes(view: DataView, start: number, end: number): Generator<Box> {
  for (let at = start; at < end;) {
    const box = boxAt(view, at, end);
    if (!box || box.end > end) return;
    yield box;
    at = box.end;
  }
}

/** Boxes that hold what a player needs; others at the end of a file may be anything. */
const needed = ['moov', 'moof', 'mdat'];

/** What may lie between fragments (ISO/IEC 14496-12, table 1): anything else there is a damaged one. */
const betweenFragments = [
  ...needed,
  ...['free', 'skip', 'uuid', 'sidx', 'ssix', 'styp', 'emsg', 'prft', 'mfra', 'meta'],
];

/** A part of a track's media that is shown; times in seconds. */
export interface Edit {
  /** Shown that long; 0: to the end (fragmented files). */
  readonly duration: number;
  /** Its start in the media, in the track's own time scale; -1 where nothing is shown. */
  readonly mediaTime: number;
  readonly rate: number;
}

export interface Movie {
  /** A box goes on beyond the file's end. */
  readonly cutOff: boolean;
  readonly fragmented: boolean;
  /** Something lies between the fragments that does not belong there: some may be lost. */
  readonly broken: boolean;
  /** Each track's edits, by the track's id; absent without an edit list. */
  readonly edits: ReadonlyMap<number, readonly Edit[]>;
  /** Seconds, as the movie header has it; null: it has none, or fragments come behind it. */
  readonly duration: number | null;
}

/** Reads what mediabunny does not tell of an MP4 or MOV file: whether it is whole, and its edit lists. */
export async function readMovie(file: File): Promise<Movie> {
  let [cutOff, broken, fragmented] = [false, false, false];
  const edits = new Map<number, readonly Edit[]>();
  let duration: number | null = null;
  for (let at = 0; at + 8 <= file.size;) {
    const head = new DataView(await file.slice(at, at + 16).arrayBuffer());
    const box = boxAt(head, 0, file.size - at);
    fragmented ||= box?.type === 'moof';
    broken ||= fragmented && !betweenFragments.includes(box?.type ?? '');
    if (!box) break;
    if (at + box.end > file.size) {
      cutOff ||= needed.includes(box.type);
      break;
    }
    if (box.type === 'moov') {
      const moov = new DataView(await file.slice(at + box.start, at + box.end).arrayBuffer());
      for (const [id, list] of editLists(moov)) edits.set(id, list);
      duration ??= movieHeader(moov)?.duration ?? null;
    }
    at += box.end;
  }
  return { cutOff, broken, fragmented, edits, duration: fragmented ? null : duration };
}

const child = (view: DataView, { start, end }: Omit<Box, 'type'>, type: string): Box | undefined =>
  [...boxes(view, start, end)].find((box) => box.type === type);

/** ISO/IEC 14496-12, 8.2.2. Times are in units of 1 / scale seconds; duration in seconds. */
function movieHeader(moov: DataView): { scale: number; duration: number | null } | null {
  const header = child(moov, { start: 0, end: moov.byteLength }, 'mvhd');
  if (!header) return null;
  const long = moov.getUint8(header.start) === 1;
  if (header.end - header.start < (long ? 32 : 20)) return null;
  const scale = moov.getUint32(header.start + (long ? 20 : 12));
  const units = long
    ? Number(moov.getBigUint64(header.start + 24))
    : moov.getUint32(header.start + 16);
  return { scale, duration: units > 0 && scale > 0 ? units / scale : null };
}

function editLists(moov: DataView): Map<number, readonly Edit[]> {
  const found = new Map<number, readonly Edit[]>();
  const scale = movieHeader(moov)?.scale ?? 1;
  for (const track of boxes(moov, 0, moov.byteLength)) {
    if (track.type !== 'trak') continue;
    const tkhd = child(moov, track, 'tkhd');
    const edts = child(moov, track, 'edts');
    const elst = edts && child(moov, edts, 'elst');
    if (!tkhd || !elst) continue;
    const id = moov.getUint32(tkhd.start + (moov.getUint8(tkhd.start) ? 20 : 12));
    found.set(id, editList(moov, elst, scale));
  }
  return found;
}

/** ISO/IEC 14496-12, 8.6.6. */
function editList(view: DataView, { start, end }: Box, scale: number): Edit[] {
  const long = view.getUint8(start) === 1;
  const size = long ? 20 : 12;
  const count = Math.min(view.getUint32(start + 4), Math.floor((end - start - 8) / size));
  return Array.from({ length: count }, (_, i) => {
    const at = start + 8 + i * size;
    return {
      duration: (long ? Number(view.getBigUint64(at)) : view.getUint32(at)) / scale,
      mediaTime: long ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4),
      rate: view.getInt32(at + size - 4) / 65536,
    };
  });
}

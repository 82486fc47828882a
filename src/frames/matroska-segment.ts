const ebmlId = 0x1a45dfa3;
const segmentId = 0x18538067;

/** What a segment consists of (RFC 9559, 5.1): seek head, info, tracks, chapters, cluster, cues, attachments, tags, void, CRC. */
const children = [
  ...[0x114d9b74, 0x1549a966, 0x1654ae6b, 0x1043a770, 0x1f43b675],
  ...[0x1c53bb6b, 0x1941a469, 0x1254c367, 0xec, 0xbf],
];

const clusterId = 0x1f43b675;
const infoId = 0x1549a966;
const scaleId = 0x2ad7b1;
const durationId = 0x4489;

/** What a cluster consists of (RFC 9559, 5.1.3): time, position, sizes, blocks, void, CRC. */
const clusterChildren = [0xe7, 0xa7, 0xab, 0xa3, 0xa0, 0xaf, 0x5854, 0xec, 0xbf];

/** Larger ones are not looked into. */
const mostClusterBytes = 64 * 1024 * 1024;
const mostInfoBytes = 64 * 1024;

interface Element {
  readonly id: number;
  /** Of the contents; null where it is not told. */
  readonly size: number | null;
  /** Length of id and size together. */
  readonly header: number;
}

/** A variable-length number (RFC 8794, 4). @param marked its length's mark stays part of it, as in ids */
function number(bytes: Uint8Array, at: number, marked: boolean): { value: number; length: number } {
  const length = Math.clz32(bytes[at] ?? 0) - 23;
  let value = (bytes[at] ?? 0) & (marked ? 0xff : 0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return { value, length };
}

function element(bytes: Uint8Array, at: number): Element {
  const id = number(bytes, at, true);
  const size = number(bytes, at + id.length, false);
  // All bits set: a live one, that ends where the next begins.
  const told = size.value < 2 ** (7 * size.length) - 1;
  return { id: id.value, size: told ? size.value : null, header: id.length + size.length };
}

const bytesAt = async (file: File, from: number, to: number): Promise<Uint8Array> =>
  new Uint8Array(await file.slice(from, to).arrayBuffer());

const elementAt = async (file: File, at: number): Promise<Element> =>
  element(await bytesAt(file, at, at + 12), 0);

/** Whether a cluster's blocks lie one after another to its end. */
function isWholeCluster(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const { id, size, header } = element(bytes, at);
    if (!clusterChildren.includes(id) || size === null) return false;
    at += header + size;
  }
  return at === bytes.length;
}

/** Seconds that a segment's Info states (RFC 9559, 5.1.2); null: none. Its scale is in nanoseconds. */
function statedDuration(info: Uint8Array): number | null {
  let [scale, units]: [number, number | null] = [1e6, null];
  for (let at = 0; at < info.length;) {
    const { id, size, header } = element(info, at);
    const contents = info.subarray(at + header, at + header + (size ?? 0));
    if (id === scaleId) scale = contents.reduce((sum, byte) => sum * 256 + byte, 0);
    if (id === durationId) units = float(contents);
    if (size === null) break;
    at += header + size;
  }
  // The fraction of a microsecond is dropped, as ffmpeg does.
  return units !== null && units > 0 ? Math.trunc((units * scale * 1000) / 1e6) / 1e6 : null;
}

function float(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 4) return view.getFloat32(0);
  return bytes.length === 8 ? view.getFloat64(0) : null;
}

export interface Segment {
  /** It ends before its segment does. */
  readonly cutOff: boolean;
  /** Something lies between the clusters or blocks that does not belong there, so that some may be lost. */
  readonly broken: boolean;
  /** Seconds, as it states; null: it does not. */
  readonly duration: number | null;
}

/** Looks at a Matroska or WebM file's outermost elements and at the clusters' blocks. */
export async function readSegment(file: File): Promise<Segment> {
  let duration: number | null = null;
  const found = (cutOff: boolean, broken: boolean): Segment => ({ cutOff, broken, duration });
  const start = await elementAt(file, 0);
  if (start.id !== ebmlId || start.size === null) return found(false, true);
  const at = start.header + start.size;
  const segment = await elementAt(file, at);
  if (segment.id !== segmentId) return found(false, true);
  if (segment.size === null) return found(false, false);
  const end = at + segment.header + segment.size;
  if (end > file.size) return found(true, false);
  let child = at + segment.header;
  while (child < end) {
    const { id, size, header } = await elementAt(file, child);
    if (!children.includes(id)) return found(false, true);
    if (size === null) break;
    const [from, to] = [child + header, child + header + size];
    if (id === infoId && size <= mostInfoBytes)
      duration = statedDuration(await bytesAt(file, from, to));
    if (
      id === clusterId &&
      size <= mostClusterBytes &&
      !isWholeCluster(await bytesAt(file, from, to))
    )
      return found(false, true);
    child = to;
  }
  return found(false, child > end);
}

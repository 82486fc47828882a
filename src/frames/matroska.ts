/** The little of Matroska (RFC 9559) that is needed to hand packets to ffmpeg, and to find them in a file. */

const ids = { ebml: 0x1a45dfa3, segment: 0x18538067, cluster: 0x1f43b675 };

/** Bytes that `writeCluster` adds to a packet. */
export const clusterOverhead = 4 + 8 + 10 + 1 + 8 + 4;

/** A block's track number, relative time and flags, where the number is below 128. */
const blockHeaderBytes = 4;

/** An EBML number with its length marker (RFC 8794, 4). @returns null for one that ends beyond the data */
function readNumber(
  data: Uint8Array,
  at: number,
  marked: boolean,
): { readonly value: number; readonly end: number } | null {
  const first = data[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || at + length > data.length) return null;
  let value = marked ? first : first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + (data[at + i] ?? 0);
  return { value, end: at + length };
}

/**
 * What comes before the first cluster: the tracks and what their decoders need.
 * @returns null where there is no cluster
 */
export function headerOf(file: Uint8Array): Uint8Array | null {
  for (let at = 0; at < file.length;) {
    const id = readNumber(file, at, true);
    if (!id) return null;
    if (id.value === ids.cluster) return file.subarray(0, at);
    const size = readNumber(file, id.end, false);
    if (!size) return null;
    at = id.value === ids.segment ? size.end : size.end + size.value;
  }
  return null;
}

/**
 * Writes a packet of the first track as a cluster of its own.
 * @param time in ticks of the header's scale, at least 0
 * @returns where the cluster ends
 */
export function writeCluster(
  file: Uint8Array,
  at: number,
  { time, key, data }: { readonly time: number; readonly key: boolean; readonly data: Uint8Array },
): number {
  const view = new DataView(file.buffer, file.byteOffset);
  const sized = (start: number, size: number): number => {
    view.setBigUint64(start, (1n << 56n) | BigInt(size));
    return start + 8;
  };
  view.setUint32(at, ids.cluster);
  let next = sized(at + 4, clusterOverhead - 12 + data.length);
  file.set([0xe7, 0x88], next); // Timestamp, 8 bytes
  view.setBigUint64(next + 2, BigInt(time));
  next += 10;
  file[next] = 0xa3; // SimpleBlock
  next = sized(next + 1, blockHeaderBytes + data.length);
  file.set([0x81, 0, 0, key ? 0x80 : 0], next); // track 1, at the cluster's time
  next += blockHeaderBytes;
  file.set(data, next);
  return next + data.length;
}

/** Bytes before a block in which its size may be told. */
const blockSizeBytes = 8;

/**
 * What `blockData` needs of a file.
 * @param position of the block, behind its size; @param size of the packet in it
 */
export const blockRange = (
  position: number,
  size: number,
): { readonly start: number; readonly end: number } => ({
  start: position - blockSizeBytes,
  end: position + blockHeaderBytes + size,
});

/**
 * The packet in a block, where the block holds it as it was written: whole, not laced, not compressed.
 * @param bytes in `blockRange`; @param size of the packet as ffmpeg tells it
 */
export function blockData(bytes: Uint8Array, size: number): Uint8Array | null {
  const start = blockSizeBytes + blockHeaderBytes;
  const [track = 0, , , flags = 0] = bytes.subarray(blockSizeBytes, start);
  const laced = (flags & 0x06) !== 0;
  if (track < 0x80 || laced || bytes.length < start + size) return null;
  for (let length = 1; length <= blockSizeBytes; length++) {
    const told = readNumber(bytes.subarray(0, blockSizeBytes), blockSizeBytes - length, false);
    if (told?.end === blockSizeBytes && told.value === blockHeaderBytes + size)
      return bytes.subarray(start);
  }
  return null;
}

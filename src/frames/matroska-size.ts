const ebmlId = 0x1a45dfa3;
const segmentId = 0x18538067;

/** A variable-length number (RFC 8794, 4); null where all its bits are set: not known. */
function vint(bytes: Uint8Array, at: number): { value: number | null; length: number } {
  const length = Math.clz32(bytes[at] ?? 0) - 23;
  let value = (bytes[at] ?? 0) & (0xff >> length);
  let allSet = value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] ?? 0;
    value = value * 256 + byte;
    allSet &&= byte === 0xff;
  }
  return { value: allSet ? null : value, length };
}

const id = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);

/** Whether a Matroska or WebM file ends before its segment does; live ones do not say where that is. */
export async function matroskaCutOff(file: File): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  if (bytes.length < 16 || id(bytes, 0) !== ebmlId) return false;
  const header = vint(bytes, 4);
  const segment = 4 + header.length + (header.value ?? 0);
  if (segment + 12 > bytes.length || id(bytes, segment) !== segmentId) return false;
  const size = vint(bytes, segment + 4);
  return size.value !== null && segment + 4 + size.length + size.value > file.size;
}

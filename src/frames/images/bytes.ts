/** Reading files byte by byte. */

/** @throws RangeError where the bytes end before */
export function slice(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  if (start > end || end > bytes.length) throw new RangeError('The file ends too early.');
  return bytes.slice(start, end);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Bytes as the characters of the same numbers. @throws RangeError where the bytes end before */
export const textAt = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...slice(bytes, start, start + length));

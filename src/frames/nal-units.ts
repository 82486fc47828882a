/** How a packet of H.264 or HEVC is made of units (ITU-T H.264, 7.3.1 and annex B; H.265 likewise). */

/** How the NAL units of a packet are told apart: by lengths of so many bytes, or null: by start codes (annex B). */
export type LengthSize = number | null;

/** @param description of the decoder's configuration (an `avcC` box), absent with start codes */
export const lengthSize = (description: Uint8Array | undefined): LengthSize =>
  description ? ((description[4] ?? 3) & 3) + 1 : null;

function byLengths(data: Uint8Array, size: number): Uint8Array[] | null {
  const units: Uint8Array[] = [];
  for (let at = 0; at < data.length;) {
    let length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + (data[at + i] ?? 0);
    at += size;
    if (length === 0 || at + length > data.length) return null;
    units.push(data.subarray(at, at + length));
    at += length;
  }
  return units;
}

function byStartCodes(data: Uint8Array): Uint8Array[] | null {
  const units: Uint8Array[] = [];
  let start = -1;
  for (let one = data.indexOf(1); one !== -1; one = data.indexOf(1, one + 1)) {
    if (one < 2 || data[one - 1] !== 0 || data[one - 2] !== 0) continue;
    if (start !== -1) units.push(data.subarray(start, one - 2));
    start = one + 1;
  }
  if (start === -1) return null;
  units.push(data.subarray(start));
  return units.map((unit) => {
    let end = unit.length;
    while (end > 0 && unit[end - 1] === 0) end--;
    return unit.subarray(0, end);
  });
}

/**
 * A packet's NAL units, without lengths and start codes.
 * @returns null where they cannot be told apart or one is none: the packet is damaged
 */
export function nalUnits(data: Uint8Array, size: LengthSize): readonly Uint8Array[] | null {
  const units = size === null ? byStartCodes(data) : byLengths(data, size);
  // Every unit has a header whose first bit is 0.
  return units?.every(([header = 0x80]) => header < 0x80) ? units : null;
}

/** Whether so many zeros follow one another. */
export function holdsZeros(bytes: Uint8Array, count: number): boolean {
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, at + 1)) {
    let end = at + 1;
    while (bytes[end] === 0) end++;
    if (end - at >= count) return true;
    at = end - 1;
  }
  return false;
}

/** Without the bytes that keep start codes out of a unit (H.264, 7.4.1). */
export function unescaped(unit: Uint8Array): Uint8Array {
  return unit.filter((byte, i) => byte !== 3 || unit[i - 1] !== 0 || unit[i - 2] !== 0 || i < 2);
}

import { BitReader } from './bit-reader.js';
import type { ColourTags } from './colour.js';

/** What this decoder must know of H.264 beyond its container (ITU-T H.264, 7.3 and annexes B and E). */

const sliceTypes = { first: 1, idr: 5 } as const;
const spsType = 7;

/** ffmpeg's names of `matrix_coefficients` (H.264, table E-5). */
const matrices: Readonly<Record<number, string>> = {
  ...{ 0: 'gbr', 1: 'bt709', 4: 'fcc', 5: 'bt470bg', 6: 'smpte170m', 7: 'smpte240m' },
  ...{ 8: 'ycgco', 9: 'bt2020nc', 10: 'bt2020c' },
};

const withChromaFormat = [100, 110, 122, 244, 44, 83, 86, 118, 128];

export interface SequenceParameters {
  /** Pictures may be pairs of fields. */
  readonly interlaced: boolean;
  readonly frameNumBits: number;
  /** `frame_num` may leap. */
  readonly gaps: boolean;
  readonly separatePlanes: boolean;
  /** Only what the stream itself says. */
  readonly tags: ColourTags;
}

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

const typeOf = ([header = 0]: Uint8Array): number => header & 31;
const isSlice = (unit: Uint8Array): boolean =>
  typeOf(unit) >= sliceTypes.first && typeOf(unit) <= sliceTypes.idr;

/** What a packet's slices say of its picture. */
export interface CodedPicture {
  /** Other pictures may be made from it. */
  readonly reference: boolean;
  /** Decoding can begin here without a trace of what was before. */
  readonly idr: boolean;
  /** One field of two: the other is in another packet. */
  readonly lone: boolean;
  /** `frame_num`: one more than that of the reference picture before. */
  readonly number: number;
}

/** @returns null for a packet without slices */
export function codedPicture(
  units: readonly Uint8Array[],
  sequence: SequenceParameters,
): CodedPicture | null {
  const slices = units.filter(isSlice);
  const [first] = slices;
  if (!first) return null;
  const { number, field } = sliceHeader(first, sequence);
  return {
    reference: slices.some(([header = 0]) => (header & 0x60) !== 0),
    idr: slices.some((unit) => typeOf(unit) === sliceTypes.idr),
    lone: field !== null && slices.every((slice) => sliceHeader(slice, sequence).field === field),
    number,
  };
}

/** H.264, 7.3.3. @returns field null for a slice of a whole frame */
function sliceHeader(
  slice: Uint8Array,
  { interlaced, frameNumBits, separatePlanes }: SequenceParameters,
): { readonly number: number; readonly field: 'top' | 'bottom' | null } {
  const bits = new BitReader(unescaped(slice.subarray(1, 32)));
  bits.ue(); // first_mb_in_slice
  bits.ue(); // slice_type
  bits.ue(); // pic_parameter_set_id
  if (separatePlanes) bits.bits(2);
  const number = bits.bits(frameNumBits);
  if (!interlaced || bits.bit() === 0) return { number, field: null };
  return { number, field: bits.bit() === 0 ? 'top' : 'bottom' };
}

/** Three zeros in a row are kept out of slices (H.264, 7.4.1): they are a hole in the file. */
export const hasHole = (units: readonly Uint8Array[]): boolean =>
  units.some((unit) => isSlice(unit) && holdsZeros(unit, 3));

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
function unescaped(unit: Uint8Array): Uint8Array {
  return unit.filter((byte, i) => byte !== 3 || unit[i - 1] !== 0 || unit[i - 2] !== 0 || i < 2);
}

/** The first sequence parameters among a decoder's configuration (`avcC`) or a packet's units; null where none is whole. */
export function sequenceParameters(
  description: Uint8Array | undefined,
  units: readonly Uint8Array[],
): SequenceParameters | null {
  const length = ((description?.[6] ?? 0) << 8) | (description?.[7] ?? 0);
  const described = description?.subarray(8, 8 + length);
  const unit = [...(described ? [described] : []), ...units].find(
    (candidate) => typeOf(candidate) === spsType,
  );
  return unit ? parsed(new BitReader(unescaped(unit.subarray(1)))) : null;
}

/** H.264, 7.3.2.1.1. */
function parsed(bits: BitReader): SequenceParameters | null {
  const profile = bits.bits(8);
  bits.bits(16); // constraint flags, level_idc
  bits.ue(); // seq_parameter_set_id
  let separatePlanes = false;
  if (withChromaFormat.includes(profile)) {
    const chroma = bits.ue();
    separatePlanes = chroma === 3 && bits.bit() === 1;
    bits.ue(); // bit_depth_luma_minus8
    bits.ue(); // bit_depth_chroma_minus8
    bits.bit(); // qpprime_y_zero_transform_bypass_flag
    if (bits.bit() === 1) skipScaling(bits, chroma === 3 ? 12 : 8);
  }
  const frameNumBits = bits.ue() + 4;
  const orderType = bits.ue();
  if (orderType === 0) bits.ue();
  else if (orderType === 1) {
    bits.bit();
    bits.se();
    bits.se();
    for (let left = bits.ue(); left > 0 && !bits.overrun; left--) bits.se();
  }
  bits.ue(); // max_num_ref_frames
  const gaps = bits.bit() === 1;
  bits.ue(); // pic_width_in_mbs_minus1
  bits.ue(); // pic_height_in_map_units_minus1
  const interlaced = bits.bit() === 0;
  if (interlaced) bits.bit();
  bits.bit(); // direct_8x8_inference_flag
  if (bits.bit() === 1) for (let i = 0; i < 4; i++) bits.ue(); // cropping
  const tags = bits.bit() === 1 ? colourTags(bits) : {};
  return bits.overrun ? null : { interlaced, frameNumBits, gaps, separatePlanes, tags };
}

/** H.264, 7.3.2.1.1.1. */
function skipScaling(bits: BitReader, lists: number): void {
  for (let list = 0; list < lists; list++) {
    if (bits.bit() === 0) continue;
    let next = 8;
    for (let i = 0, last = 8; i < (list < 6 ? 16 : 64) && next !== 0; i++) {
      next = (last + bits.se() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

/** H.264, E.1.1, up to the colours. */
function colourTags(bits: BitReader): ColourTags {
  if (bits.bit() === 1 && bits.bits(8) === 255) bits.bits(32); // the sample aspect ratio
  if (bits.bit() === 1) bits.bit(); // overscan
  if (bits.bit() === 0) return {};
  bits.bits(3); // video_format
  const range = bits.bit() === 1 ? 'pc' : 'tv';
  if (bits.bit() === 0) return { range };
  bits.bits(16); // colour_primaries, transfer_characteristics
  return { range, matrix: matrices[bits.bits(8)] ?? 'unknown' };
}

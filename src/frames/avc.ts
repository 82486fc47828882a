import type { SequenceParameters } from './avc-sequence.js';
import { BitReader } from './bit-reader.js';
import { holdsZeros, unescaped } from './nal-units.js';

/** What a packet of H.264 says of its picture (ITU-T H.264, 7.3.3 and 7.4.1). */

const sliceTypes = { first: 1, idr: 5 } as const;

/** `nal_unit_type`. */
export const typeOf = ([header = 0]: Uint8Array): number => header & 31;
export const isSlice = (unit: Uint8Array): boolean =>
  typeOf(unit) >= sliceTypes.first && typeOf(unit) <= sliceTypes.idr;
/** Slices of pictures that no other is made from have an indicator of 0 (ITU-T H.264, 7.4.1). */
export const isReference = ([header = 0]: Uint8Array): boolean => (header & 0x60) !== 0;

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
    reference: slices.some(isReference),
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

import { typeOf } from './avc.js';
import { BitReader } from './bit-reader.js';
import type { ColourTags } from './colour.js';
import { unescaped } from './nal-units.js';

/** What a stream of H.264 says of itself (ITU-T H.264, 7.3.2.1 and annex E). */

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

import type { EncodedPacket, InputVideoTrack } from 'mediabunny';
import type { SequenceParameters } from './avc-sequence.js';
import { BitReader } from './bit-reader.js';
import type { ColourTags } from './colour.js';

/** ffmpeg's names of matrices that WebCodecs names otherwise. */
const renamed: Readonly<Record<string, string>> = { rgb: 'gbr', 'bt2020-ncl': 'bt2020nc' };

const rangeOf = (full: boolean | null | undefined): string | undefined =>
  full === true ? 'pc' : full === false ? 'tv' : undefined;

/**
 * VP8 is BT.601; its range is full where the key frame's header says that no sample needs clamping, as ffmpeg has it
 * (RFC 6386, 9.2: two bits of even odds after the ten bytes of the key frame's header).
 */
function vp8Tags(data: Uint8Array): ColourTags {
  const [first = 0, second = 0] = data.subarray(10, 12);
  const unclamped = first < 128 ? first >= 64 : ((first - 128) << 1) + (second >> 7) >= 127;
  return { matrix: 'bt470bg', range: unclamped ? 'pc' : 'tv' };
}

/** ffmpeg's names of VP9's colour spaces (VP9 bitstream specification, 7.2.2). */
const vp9Matrices = [
  'unknown',
  'bt470bg',
  'bt709',
  'smpte170m',
  'smpte240m',
  'bt2020nc',
  '',
  'gbr',
];

function vp9Tags(data: Uint8Array): ColourTags {
  const bits = new BitReader(data.subarray(0, 16));
  bits.bits(2); // frame_marker
  const profile = bits.bit() + 2 * bits.bit();
  if (profile === 3) bits.bit();
  bits.bits(4 + 24); // show_existing_frame, frame_type, show_frame, error_resilient_mode, sync code
  if (profile >= 2) bits.bit(); // ten_or_twelve_bit
  const matrix = vp9Matrices[bits.bits(3)] ?? 'unknown';
  return { matrix, range: matrix === 'gbr' || bits.bit() === 1 ? 'pc' : 'tv' };
}

/**
 * What the stream says of its colours, and where it is silent the container, as ffmpeg weighs them.
 * @param first packet, a key frame
 */
export async function streamTags(
  track: InputVideoTrack,
  sequence: SequenceParameters | null,
  first: EncodedPacket,
): Promise<ColourTags> {
  const codec = await track.getCodec();
  if (codec === 'vp8') return vp8Tags(first.data);
  if (codec === 'vp9') return vp9Tags(first.data);
  const { matrix, fullRange } = await track.getColorSpace();
  const own = sequence?.tags ?? {};
  return {
    matrix: own.matrix ?? renamed[matrix ?? ''] ?? matrix ?? undefined,
    range: own.range ?? rangeOf(fullRange),
  };
}

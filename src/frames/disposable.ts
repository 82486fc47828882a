import { isReference, isSlice } from './avc.js';
import { nalUnits } from './nal-units.js';

/** MP4 and Matroska nearly always tell NAL units by four bytes of length; where they do not, nothing is left out. */
const lengthBytes = 4;

/** Slices from which no other picture is made, and beside them only what no picture needs. */
function isDisposableAvc(units: readonly Uint8Array[]): boolean {
  const isOther = ([header = 0]: Uint8Array) => [6, 9, 12].includes(header & 31);
  return (
    units.some(isSlice) &&
    units.every((unit) => isOther(unit) || (isSlice(unit) && !isReference(unit)))
  );
}

const hevcType = ([header = 0]: Uint8Array): number => (header >> 1) & 63;
const hevcLayer = (unit: Uint8Array): number => (unit[1] ?? 0) & 7;
const hevcSlices = (units: readonly Uint8Array[]) => units.filter((unit) => hevcType(unit) < 32);

/** Sub-layer non-reference pictures of the highest sub-layer (ITU-T H.265, table 7-1). */
function isDisposableHevc(units: readonly Uint8Array[], highest: number): boolean {
  const slices = hevcSlices(units);
  return (
    slices.length > 0 &&
    slices.every(
      (unit) => [0, 2, 4, 6, 8].includes(hevcType(unit)) && hevcLayer(unit) === highest,
    ) &&
    units.every((unit) => hevcType(unit) < 32 || [35, 38, 39, 40].includes(hevcType(unit)))
  );
}

/**
 * Which packets of a stretch no other picture is made from: leaving them out changes no pixel of the rest.
 * @param codec by ffmpeg's name; other than H.264 and HEVC none is found
 */
export function disposablePackets(
  codec: string,
  packets: readonly Uint8Array[],
): readonly boolean[] {
  if (codec !== 'h264' && codec !== 'hevc') return packets.map(() => false);
  const all = packets.map((data) => nalUnits(data, lengthBytes));
  if (codec === 'h264') return all.map((units) => units !== null && isDisposableAvc(units));
  const layers = all.flatMap((units) => hevcSlices(units ?? []).map(hevcLayer));
  // Of a packet that cannot be read the layer is not known either.
  if (all.includes(null)) return packets.map(() => false);
  const highest = layers.reduce((most, layer) => Math.max(most, layer), 0);
  return all.map((units) => units !== null && isDisposableHevc(units, highest));
}

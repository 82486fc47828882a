import type { EncodedPacket } from 'mediabunny';
import { AppError } from '../domain/index.js';
import { codedPicture, nalUnits } from './avc.js';
import { keyPlace } from './stretches.js';
import type { Source } from './webcodecs-source.js';

export interface NeededPacket {
  readonly packet: EncodedPacket;
  /** The decoder must forget what came before: this key frame does not make it, and pictures after it look back. */
  readonly flushBefore: boolean;
}

/**
 * What a packet is to the ones after it: `reference` they may be made from it; `clean` a decoder may begin here.
 * Containers call more frames keys than decoders take for such: of H.264, only IDR pictures are.
 * @throws AppError `corrupt-video` when it is not built as H.264 is
 */
function roleOf(
  { file, avc }: Source,
  { data }: EncodedPacket,
): { readonly reference: boolean; readonly clean: boolean } {
  if (!avc) return { reference: true, clean: true };
  const units = nalUnits(data, avc.lengths);
  if (!units)
    throw new AppError(
      'corrupt-video',
      `${file.name} holds a damaged packet. Download or copy it again.`,
    );
  const picture = codedPicture(units, avc.sequence);
  return { reference: picture?.reference ?? true, clean: picture?.idr ?? false };
}

/**
 * The packets that pictures are decoded from, as few as can be, in the order of decoding: from each picture's key
 * frame, or on from the packet before where no key frame lies between; of H.264, those that no other picture is made
 * from are left out (`nal_ref_idc` 0: half the packets of common videos, and the output stays the same).
 * @param places of the pictures among the packets, ascending in time
 * @throws AppError `corrupt-video`
 */
export async function* neededPackets(
  source: Source,
  places: readonly number[],
): AsyncGenerator<NeededPacket, void> {
  const wanted = new Set(places);
  let last = -1;
  let packet: EncodedPacket | null = null;
  for (const place of places) {
    if (place <= last) continue;
    let key = keyPlace(source.packets, place);
    let start = key > last ? await source.packet(key) : null;
    while (start && key > 0 && !roleOf(source, start).clean) {
      do key--;
      while (key > 0 && !source.packets[key]?.key);
      start = key > last ? await source.packet(key) : null;
    }
    const flushBefore = start !== null && last >= 0 && source.codec === 'hevc';
    for (let at: number = start ? key : last + 1; at <= place; at++) {
      packet = at === key && start ? start : await source.packet(at, packet);
      if (at === key || wanted.has(at) || roleOf(source, packet).reference)
        yield { packet, flushBefore: flushBefore && at === key };
    }
    last = place;
  }
}

import type { EncodedPacket } from 'mediabunny';
import { AppError } from '../domain/index.js';
import { codedPicture, hasHole } from './avc.js';
import { holdsZeros, nalUnits } from './nal-units.js';
import { keyPlace } from './stretches.js';
import type { Source } from './webcodecs-source.js';

export interface NeededPacket {
  readonly packet: EncodedPacket;
  /** The decoder must forget what came before: this key frame does not make it, and pictures after it look back. */
  readonly flushBefore: boolean;
}

/** What a packet is to the ones after it. */
interface Role {
  /** They may be made from it. */
  readonly reference: boolean;
  /** A decoder may begin here. Containers call more frames keys than decoders do: of H.264, only IDR pictures are. */
  readonly clean: boolean;
  /** Of H.264: `frame_num`. */
  readonly number: number | null;
}

/** Zeros in a row that no arithmetic coder writes. */
const hole = 32;

/** @throws AppError `corrupt-video` when its bytes cannot be those of a picture */
function roleOf({ file, avc }: Source, { data }: EncodedPacket): Role {
  const units = avc && nalUnits(data, avc.lengths);
  if (avc ? !units || hasHole(units) : holdsZeros(data, hole))
    throw new AppError(
      'corrupt-video',
      `${file.name} holds a damaged packet. Download or copy it again.`,
    );
  if (!avc || !units) return { reference: true, clean: true, number: null };
  const picture = codedPicture(units, avc.sequence);
  return {
    reference: picture?.reference ?? true,
    clean: picture?.idr ?? false,
    number: picture?.number ?? null,
  };
}

/** Decoders patch up pictures whose references are lost; H.264 counts those, so that it can be seen. */
class ReferenceCount {
  readonly #source: Source;
  #next: number | null = null;

  constructor(source: Source) {
    this.#source = source;
  }

  /** @throws AppError `corrupt-video` when a reference picture is missing before this one */
  follow({ number, clean, reference }: Role): void {
    const { file, avc } = this.#source;
    if (!avc || number === null || avc.sequence.gaps) return;
    if (number !== (clean ? 0 : (this.#next ?? number)))
      throw new AppError(
        'corrupt-video',
        `${file.name} lacks pictures that others are made from. Download or copy it again.`,
      );
    this.#next = reference ? (number + 1) % 2 ** avc.sequence.frameNumBits : number;
  }
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
  const count = new ReferenceCount(source);
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
      const role = roleOf(source, packet);
      count.follow(role);
      if (at === key || wanted.has(at) || role.reference)
        yield { packet, flushBefore: flushBefore && at === key };
    }
    last = place;
  }
}

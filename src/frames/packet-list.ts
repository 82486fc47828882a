import type { EncodedPacketSink } from 'mediabunny';
import type { Edit } from './mp4-boxes.js';
import { fromPackets, type ListedPacket, type Presentation } from './presentation.js';

/** A packet that mediabunny lists: it always has a time. */
export interface TimedPacket extends ListedPacket {
  readonly time: number;
}

/** Times are fractions of a time scale: a microsecond decides nothing. */
const tolerance = 1e-6;

/** VP8, RFC 6386, 9.1: the frame is decoded, and shown only as what others are made from. */
const isHiddenVp8 = ([header = 0]: Uint8Array): boolean => (header & 0x10) === 0;

/** All packets, in the order of the file. @param codec by mediabunny's name */
export async function listPackets(
  sink: EncodedPacketSink,
  codec: string,
): Promise<readonly TimedPacket[]> {
  const listed: TimedPacket[] = [];
  // VP8 hides whole packets, and only their data tell.
  const metadataOnly = codec !== 'vp8';
  let packet = await sink.getFirstPacket({ metadataOnly });
  while (packet) {
    const { timestamp: time, duration, type, data } = packet;
    listed.push({
      ...{ time, duration, key: type === 'key' },
      discard: !metadataOnly && isHiddenVp8(data),
    });
    packet = await sink.getNextPacket(packet, { metadataOnly });
  }
  return listed;
}

/**
 * Whether the packets' durations fill the time between the first and the last one. In an MP4 they do by definition: a
 * gap means that some are lost.
 */
export function followsOn(packets: readonly TimedPacket[]): boolean {
  const [first] = packets;
  if (!first) return true;
  const sum = { from: first.time, to: first.time, filled: 0, longest: 0 };
  for (const { time, duration } of packets) {
    sum.from = Math.min(sum.from, time);
    sum.to = Math.max(sum.to, time + (duration ?? 0));
    sum.filled += duration ?? 0;
    sum.longest = Math.max(sum.longest, duration ?? 0);
  }
  // Reordered pictures of unequal durations end a little off.
  return Math.abs(sum.to - sum.from - sum.filled) < 2 * sum.longest;
}

/** When the one part that is shown begins and ends, in seconds; null where an edit list does more than cut. */
function shownPart(
  edits: readonly Edit[],
): { readonly start: number; readonly end: number } | null {
  const media = edits.filter(({ mediaTime }) => mediaTime !== -1);
  const [edit] = media;
  if (!edit) return edits.length === 0 ? { start: -Infinity, end: Infinity } : null;
  if (media.length > 1 || edits.at(-1) !== edit || edit.rate !== 1) return null;
  const start = edits.slice(0, -1).reduce((sum, { duration }) => sum + duration, 0);
  return { start, end: edit.duration > 0 ? start + edit.duration : Infinity };
}

/** A presentation, and the place among the packets of each of its pictures. */
export interface Placed {
  readonly presentation: Presentation;
  readonly places: readonly number[];
}

/**
 * The pictures that the packets tell (DESIGN.md, Which frame, 1), placed in time as ffmpeg does: where an edit list cuts
 * between two pictures, the first one shown begins where the list says.
 * @param edits of an MP4's track
 * @returns null where they leave doubt
 */
export function presentationOf(
  packets: readonly TimedPacket[],
  edits: readonly Edit[],
): Placed | null {
  const part = shownPart(edits);
  if (!part) return null;
  // What is cut off at the end depends on key frames there: left to ffmpeg.
  if (packets.some(({ time }) => time > part.end - tolerance)) return null;
  const isHidden = ({ time, discard }: TimedPacket) => discard || time < part.start - tolerance;
  const timeAt = (place: number) => packets[place]?.time ?? 0;
  const visible = packets.flatMap((packet, place) => (isHidden(packet) ? [] : [place]));
  visible.sort((a, b) => timeAt(a) - timeAt(b));
  const late = Number.isFinite(part.start) ? timeAt(visible[0] ?? 0) - part.start : 0;
  const presentation = fromPackets(
    packets.map((packet) => ({
      time: packet.time - late,
      duration: packet.duration,
      key: packet.key,
      discard: isHidden(packet),
    })),
  );
  return presentation && { presentation, places: visible.slice(presentation.skipped) };
}

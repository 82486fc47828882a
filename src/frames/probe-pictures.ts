import type { FfmpegCore } from './ffmpeg-core.js';
import { fromDecoding, fromPackets, type ListedPacket, type Presentation } from './presentation.js';
import { corrupt, number, type VideoStream } from './probe.js';

/** A packet, in the order of the file, and where it lies. */
export interface FilePacket extends ListedPacket {
  /** Offset in the file: in MP4 of its data, in Matroska of its block; null where it is not told. */
  readonly position: number | null;
  /** Bytes of its data. */
  readonly size: number;
}

/** What a video shows, and what it is made from. */
export interface Pictures {
  readonly presentation: Presentation;
  /** The packets where they tell the presentation, null where only decoding does. */
  readonly packets: readonly FilePacket[] | null;
}

/** What ffmpeg says of a file that ends before its own index or length does. */
const cutOff = /partial file|ended prematurely/i;

/**
 * An MP4 cut at a packet's border gives no error, only fewer packets than its index lists. An edit list may hide
 * packets at the end as well, but then the duration is that of the rest.
 */
function endsEarly(
  { promised, frameRate }: VideoStream,
  packets: readonly ListedPacket[],
): boolean {
  if (!promised || packets.length >= promised.packets) return false;
  const times = packets.flatMap(({ time }) => (time === null ? [] : [time]));
  const last = times.reduce((latest, time) => Math.max(latest, time), 0);
  const first = times.reduce((earliest, time) => Math.min(earliest, time), last);
  return last - first < promised.duration - 4 / frameRate;
}

/**
 * Lists the pictures of a video (DESIGN.md, Which frame, 1): from the packets where the container can be
 * trusted and they leave no doubt, else from one decoding pass.
 * @throws AppError `corrupt-video` when the file is cut off or not one picture is found
 */
export async function probePictures(
  core: FfmpegCore,
  file: File,
  stream: VideoStream,
): Promise<Pictures> {
  const track = ['-v', 'error', '-select_streams', String(stream.index), '-of', 'csv=p=0'];
  const { text, log } = await core.probe([
    ...track,
    ...['-show_entries', 'packet=pts_time,duration_time,size,pos,flags'],
  ]);
  // Printed in the order of ffprobe's own structure, whatever the order asked for.
  const packets = rows(text).map(([time, duration, size, position, flags = '']) => ({
    ...{ time: number(time), duration: number(duration) },
    ...{ key: flags.includes('K'), discard: flags.includes('D') },
    ...{ position: number(position), size: number(size) ?? 0 },
  }));
  if (log.some((line) => cutOff.test(line)) || endsEarly(stream, packets))
    throw corrupt(file.name, `is cut off (pictures listed: ${packets.length})`);
  // VP8 hides whole packets and does not flag them.
  const trusted = stream.container !== 'other' && stream.codec !== 'vp8';
  const listed = trusted ? fromPackets(packets) : null;
  const presentation = listed ?? (await presentationByDecoding(core, track, stream));
  if (presentation.times.length === 0) throw corrupt(file.name, 'holds no picture');
  return { presentation, packets: listed ? packets : null };
}

async function presentationByDecoding(
  core: FfmpegCore,
  track: readonly string[],
  stream: VideoStream,
): Promise<Presentation> {
  const entries = 'frame=best_effort_timestamp_time,pkt_duration_time';
  const { text } = await core.probe([...track, '-show_entries', entries]);
  const pictures = rows(text).map(([time, duration]) => ({
    time: number(time),
    duration: number(duration),
  }));
  return fromDecoding(pictures, stream.frameRate);
}

const rows = (csv: string): string[][] =>
  csv
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(','));

import { disposablePackets } from './disposable.js';
import { describeTrack, type OpenVideo } from './ffmpeg-runs.js';
import { blockData, blockRange, clusterOverhead, headerOf, writeCluster } from './matroska.js';
import type { VideoStream } from './probe.js';
import type { FilePacket } from './probe-pictures.js';
import type { Stretch } from './stretches.js';

/** Codecs whose decoders take a stretch of packets, from a key frame on, for a video of its own (tested). */
const feedable = ['h264', 'hevc', 'vp9', 'mpeg4', 'mpeg2video', 'prores', 'mjpeg'];

/** A stretch is read into memory whole. */
const mostStretchBytes = 48 * 1024 * 1024;

/**
 * Makes of a stretch of packets a small video, so that ffmpeg neither opens the whole one for every few pictures nor
 * decodes what no picture wanted is made from.
 */
export interface Feeder {
  /**
   * @param ranks of the packets by time; the small video is timed by them, a tick each
   * @param wanted places of pictures
   * @returns a Matroska file, or null where the packets cannot be had
   */
  make(
    stretch: Stretch,
    ranks: ArrayLike<number>,
    wanted: ReadonlySet<number>,
  ): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** @returns null where packets cannot be taken out of this video */
export async function createFeeder(
  video: OpenVideo,
  packets: readonly FilePacket[],
): Promise<Feeder | null> {
  const { file, stream } = video;
  if (stream.container === 'other' || !feedable.includes(stream.codec)) return null;
  const description = await describeTrack(video);
  const header = description && headerOf(description);
  if (!header) return null;
  return {
    make: async (stretch, ranks, wanted) => {
      const data = await packetData(file, stream, packets.slice(stretch.from, stretch.to + 1));
      if (!data) return null;
      const disposable = disposablePackets(stream.codec, data);
      const needed = data.flatMap((bytes, i) => {
        const place = stretch.from + i;
        if (i > 0 && disposable[i] && !wanted.has(place)) return [];
        const [time, key] = [ranks[place] ?? 0, packets[place]?.key ?? false];
        return [{ time, key, data: bytes }];
      });
      return written(header, needed);
    },
  };
}

/** Reads neighbouring packets at once. @returns null where one does not lie in the file as it was listed */
async function packetData(
  file: File,
  { container }: VideoStream,
  packets: readonly FilePacket[],
): Promise<readonly Uint8Array[] | null> {
  const ranges = packets.map(({ position, size }) =>
    position === null
      ? null
      : container === 'matroska'
        ? blockRange(position, size)
        : { start: position, end: position + size },
  );
  if (!ranges.every((range) => range !== null)) return null;
  const start = ranges.reduce((least, range) => Math.min(least, range.start), file.size);
  const end = ranges.reduce((most, range) => Math.max(most, range.end), 0);
  if (end > file.size || end - start > mostStretchBytes) return null;
  const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
  const data = ranges.map((range, i) => {
    const part = bytes.subarray(range.start - start, range.end - start);
    return container === 'matroska' ? blockData(part, packets[i]?.size ?? 0) : part;
  });
  return data.every((part) => part !== null) ? data : null;
}

function written(
  header: Uint8Array,
  packets: readonly { readonly time: number; readonly key: boolean; readonly data: Uint8Array }[],
): Uint8Array<ArrayBuffer> {
  const sizes = packets.map(({ data }) => clusterOverhead + data.length);
  const file = new Uint8Array(sizes.reduce((sum, size) => sum + size, header.length));
  file.set(header);
  let at = header.length;
  for (const packet of packets) at = writeCluster(file, at, packet);
  return file;
}

import { AppError } from '../domain/index.js';
import { createFeeder, type Feeder } from './fed-packets.js';
import {
  bytesPerFrame,
  decodeFed,
  decodePassing,
  decodeSought,
  type OpenVideo,
  type RawFrame,
} from './ffmpeg-runs.js';
import { placesOf } from './presentation.js';
import type { FilePacket } from './probe-pictures.js';
import { stretches, type Stretch } from './stretches.js';

/** Raw frames that one run may give: a pass over the whole video costs the most by far. */
const mostBytes = { stretch: 48 * 1024 * 1024, pass: 128 * 1024 * 1024 };

/** Pictures that are made from the same packets, ascending. */
interface Group {
  readonly indices: readonly number[];
  readonly stretch: Stretch;
}

/** A video whose pictures can be reached one by one. */
interface Reachable {
  readonly packets: readonly (FilePacket & { readonly time: number })[];
  /** Place among the packets of each picture. */
  readonly places: readonly number[];
}

function reachable({ packets, presentation }: OpenVideo): Reachable | null {
  if (!packets) return null;
  const timed = packets.flatMap((packet) =>
    packet.time === null ? [] : [{ ...packet, time: packet.time }],
  );
  return timed.length === packets.length
    ? { packets: timed, places: placesOf(timed, presentation) }
    : null;
}

const perRun = (video: OpenVideo, bytes: number): number =>
  Math.max(1, Math.floor(bytes / bytesPerFrame(video)));

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );

/** @param most pictures in a group */
function grouped(
  { packets, places }: Reachable,
  indices: readonly number[],
  most: number,
): readonly Group[] {
  const placeOf = (index: number) => places[index] ?? 0;
  return stretches(packets, indices.map(placeOf)).flatMap(({ from, to }) => {
    const inside = indices.filter((index) => placeOf(index) >= from && placeOf(index) <= to);
    return chunks(inside, most).map((some) => ({
      indices: some,
      stretch: { from, to: Math.max(...some.map(placeOf)) },
    }));
  });
}

/** Each packet's place in the order of time. */
function ranksOf(packets: Reachable['packets']): Uint32Array {
  const ranks = new Uint32Array(packets.length);
  const order = packets.map((_, place) => place);
  order.sort((a, b) => (packets[a]?.time ?? 0) - (packets[b]?.time ?? 0));
  for (const [rank, place] of order.entries()) ranks[place] = rank;
  return ranks;
}

/** What came of a group: its frames, up to the one that failed. */
interface Decoded {
  readonly frames: readonly RawFrame[];
  readonly failure: unknown;
  /** Whether seeking led elsewhere than to the next frame. */
  readonly astray: boolean;
}

const whole = (frames: readonly RawFrame[] | null): Decoded => ({
  frames: frames ?? [],
  failure: null,
  astray: frames === null,
});

/** Whatever else went wrong, seeking in the file tells it better. */
function unlessEnded(thrown: unknown): null {
  if (thrown instanceof AppError && thrown.code === 'cancelled') throw thrown;
  return null;
}

/** Out of its packets where they can be had and tell no doubt, else by seeking in the file. */
async function decodeGroup(
  video: OpenVideo,
  { places }: Reachable,
  feed: { readonly feeder: Feeder | null; readonly ranks: Uint32Array },
  { indices, stretch }: Group,
): Promise<Decoded> {
  const wanted = indices.map((index) => places[index] ?? 0);
  const packets = await feed.feeder?.make(stretch, feed.ranks, new Set(wanted));
  if (packets) {
    const ticks = wanted.map((place) => feed.ranks[place] ?? 0);
    const frames = await decodeFed(video, indices, packets, ticks).catch(unlessEnded);
    if (frames) return whole(frames);
  }
  try {
    return whole(await decodeSought(video, indices));
  } catch (failure) {
    if (indices.length === 1) return { frames: [], failure, astray: false };
    return decodeEach(video, indices);
  }
}

/** One by one, so that what is damaged spoils no other. */
async function decodeEach(video: OpenVideo, indices: readonly number[]): Promise<Decoded> {
  const frames: RawFrame[] = [];
  try {
    for (const index of indices) {
      const found = await decodeSought(video, [index]);
      if (!found) return { frames, failure: null, astray: true };
      frames.push(...found);
    }
    return { frames, failure: null, astray: false };
  } catch (failure) {
    return { frames, failure, astray: false };
  }
}

/** The next group is decoded while the pictures of the last one are worked on. Ends early where seeking leads elsewhere. */
async function* reachedFrames(
  video: OpenVideo,
  open: Reachable,
  indices: readonly number[],
): AsyncGenerator<RawFrame> {
  const feeder = await createFeeder(video, open.packets);
  const feed = { feeder, ranks: ranksOf(open.packets) };
  const groups = grouped(open, indices, perRun(video, mostBytes.stretch));
  const start = (i: number): Promise<Decoded> | null => {
    const decoding = groups[i] ? decodeGroup(video, open, feed, groups[i]) : null;
    decoding?.catch(() => undefined); // Awaited in the next round, if there is one.
    return decoding;
  };
  for (let i = 1, ahead = start(0); ahead; i++) {
    const { frames, failure, astray } = await ahead;
    const stops = astray || failure !== null;
    ahead = stops ? null : start(i);
    yield* frames;
    if (failure !== null) throw failure as Error;
  }
}

/**
 * Decodes frames in ascending order, raw and not yet upright. Bounded: `mostBytes` of raw frames at a time, and those
 * of one run ahead.
 * @param indices ascending, distinct, 0 to n - 1
 * @throws AppError `corrupt-video`, `decode-failed`
 */
export async function* extractFrames(
  video: OpenVideo,
  indices: readonly number[],
): AsyncGenerator<RawFrame> {
  const open = reachable(video);
  let done = 0;
  if (open)
    for await (const frame of reachedFrames(video, open, indices)) {
      yield frame;
      done++;
    }
  for (const some of chunks(indices.slice(done), perRun(video, mostBytes.pass)))
    yield* await decodePassing(video, some);
}

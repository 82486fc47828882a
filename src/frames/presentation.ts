/** A picture as a container or a decoding pass lists it. */
export interface ListedPicture {
  /** Presentation time in seconds; null where none is given. */
  readonly time: number | null;
  /** Seconds; null where none is given. */
  readonly duration: number | null;
}

/** A packet, in the order of the file. */
export interface ListedPacket extends ListedPicture {
  readonly key: boolean;
  /** Outside of an edit list: decoded, never shown. */
  readonly discard: boolean;
}

/** A video's pictures in presentation order, and how many come out of the decoder before the first of them. */
export interface Presentation {
  readonly times: readonly number[];
  readonly skipped: number;
  /** Seconds from the first picture's start to the last one's end. */
  readonly duration: number;
}

const isNumber = (value: number | null): value is number => value !== null;

function present(pictures: readonly ListedPicture[], times: readonly number[]): Presentation {
  const skipped = times.filter((time) => time < 0).length;
  const shown = times.slice(skipped);
  const [first, last] = [shown[0] ?? 0, shown.at(-1) ?? 0];
  const interval = shown.length > 1 ? (last - first) / (shown.length - 1) : 0;
  const end = pictures.find(({ time }) => time === last)?.duration ?? interval;
  return { times: shown, skipped, duration: last - first + end };
}

/**
 * The presentation that a container's packets tell: times sorted, without hidden packets and those before 0.
 * @returns null where the packets leave doubt, so that a decoding pass must decide: a time missing or given
 *   twice (fields), or a start that is no key frame
 */
export function fromPackets(packets: readonly ListedPacket[]): Presentation | null {
  const shown = packets.filter(({ discard }) => !discard);
  const times = shown.map(({ time }) => time).filter(isNumber);
  if (times.length < shown.length || !packets[0]?.key) return null;
  times.sort((a, b) => a - b);
  if (times.some((time, i) => time === times[i - 1])) return null;
  return present(shown, times);
}

/**
 * The presentation that a decoding pass gave, in its order. Where pictures lack times, all are placed by the
 * frame rate instead.
 * @param frameRate pictures a second
 */
export function fromDecoding(pictures: readonly ListedPicture[], frameRate: number): Presentation {
  const times = pictures.map(({ time }) => time).filter(isNumber);
  const ascending = times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0));
  if (times.length === pictures.length && ascending) return present(pictures, times);
  const start = Math.max(times[0] ?? 0, 0);
  return present(
    [],
    pictures.map((_, i) => start + i / frameRate),
  );
}

/**
 * Where each picture's packet is.
 * @param packets that tell the presentation (`fromPackets`)
 * @returns places among them, in presentation order
 */
export function placesOf(
  packets: readonly ListedPacket[],
  { skipped }: Presentation,
): readonly number[] {
  const shown = packets.flatMap(({ time, discard }, place) =>
    discard || time === null ? [] : [{ time, place }],
  );
  return shown
    .sort((a, b) => a.time - b.time)
    .slice(skipped)
    .map(({ place }) => place);
}

/**
 * Where to seek so that picture `index` is the first one at or after: half way from the one before.
 * @returns seconds, or null where decoding from the start gives it
 */
export function seekTime({ times, skipped }: Presentation, index: number): number | null {
  const time = times[index] ?? 0;
  if (index > 0) return (time + (times[index - 1] ?? 0)) / 2;
  return skipped > 0 ? 0 : null;
}

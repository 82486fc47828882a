/** A packet, in the order of the file, which is the order of decoding. */
export interface TimedPacket {
  /** Seconds. */
  readonly time: number;
  readonly key: boolean;
}

/** Packets from a key frame to the last picture wanted of those it begins, both by their places. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The last key frame that the picture at `place` is made from: not one shown after it, which it may precede. */
export function keyPlace(packets: readonly TimedPacket[], place: number): number {
  const time = packets[place]?.time ?? 0;
  let key = place;
  while (key > 0 && !(packets[key]?.key && (packets[key]?.time ?? 0) <= time)) key--;
  return key;
}

/**
 * How to come by pictures with as few packets as can be: from each one's key frame, or on from the picture before
 * where no key frame lies between.
 * @param places of the pictures among the packets, ascending in time
 */
export function stretches(packets: readonly TimedPacket[], places: readonly number[]): Stretch[] {
  const found: Stretch[] = [];
  for (const place of places) {
    const from = keyPlace(packets, place);
    const last = found.at(-1);
    if (last && from <= last.to)
      found[found.length - 1] = { ...last, to: Math.max(last.to, place) };
    else found.push({ from, to: place });
  }
  return found;
}

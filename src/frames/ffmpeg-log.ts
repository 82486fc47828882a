/** What ffmpeg's log tells of a run that its return code does not. */

/** Errors after which decoders patch up a damaged picture, and return 0 all the same; of a decoder, not of a title. */
export const patchedUp =
  /^\[\w+ @ .*(error while decoding MB|concealing \d+|damaged|block unavailable|overread)/i;

/**
 * Errors that lose a picture or what it is made from. In a pass they may lie before the first decodable picture, as
 * where a broadcast was cut; after a seek to a key frame they may not.
 */
export const lost =
  /^Error while decoding stream|^\[\w+ @ .*(Invalid data found|Invalid NAL|existing PPS)/i;

/** What ffmpeg's showinfo filter told of each picture, in order. @param unit pts: ticks; pts_time: seconds */
export function shown(log: readonly string[], unit: 'pts' | 'pts_time'): readonly number[] {
  const pattern = new RegExp(`^\\[Parsed_showinfo.* ${unit}:\\s*(\\S+)`);
  return log.flatMap((line) => {
    const value = pattern.exec(line)?.[1];
    return value === undefined ? [] : [Number.parseFloat(value)];
  });
}

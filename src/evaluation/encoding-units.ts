import type { FrameHeight, FrameInput } from '../domain/index.js';

/** What a model encodes at once: a frame as an image, or two as a moment of video. */
export interface EncodingUnit {
  /** Indices in the video; of an odd number of frames in pairs the last is alone. */
  readonly frames: readonly [first: number, second?: number];
  readonly isPair: boolean;
}

/** @param plan the frames that a protocol takes, ascending */
export function encodingUnits(
  plan: readonly number[],
  frameInput: FrameInput = 'images',
): EncodingUnit[] {
  if (frameInput === 'images') return plan.map((index) => ({ frames: [index], isPair: false }));
  return plan.flatMap((first, place): EncodingUnit[] => {
    if (place % 2 === 1) return [];
    const second = plan[place + 1];
    return [{ frames: second === undefined ? [first] : [first, second], isPair: true }];
  });
}

/** The same for units that a model encodes to the same features. */
export const unitKey = ({ frames, isPair }: EncodingUnit, height: FrameHeight): string =>
  `${isPair ? 'pair ' : ''}${frames.join(' ')} at ${height}`;

import type { Sampling } from '../domain/index.js';

/** To the nearest integer, halves to the even one, as numpy and torch round. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** `numpy.linspace(0, n - 1, count)`: the same products, so the same halves. */
function linspace(n: number, count: number): number[] {
  if (count === 1) return [0];
  const step = (n - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? n - 1 : i * step));
}

/** Presentation times are decimal roundings of rational numbers: a microsecond decides nothing. */
const timeTolerance = 1e-6;

/** The picture on screen at each whole second from the first picture on. */
function onePerSecond(times: readonly number[]): number[] {
  const [start, end] = [times[0] ?? 0, times.at(-1) ?? 0];
  const indices: number[] = [];
  let index = 0;
  for (let second = start; second <= end + timeTolerance; second++) {
    while ((times[index + 1] ?? Infinity) <= second + timeTolerance) index++;
    if (indices.at(-1) !== index) indices.push(index);
  }
  return indices;
}

/**
 * Which frames of a video to take (DESIGN.md, Which frame, which pixels, 2).
 *
 * - `linspace`: `numpy.linspace(0, n - 1, frames)`, rounded half to even
 * - `linspace-floor`: the same, truncated
 * - `midpoint`: the middle frame of `frames` equal segments
 * - `fps`: the picture on screen at each second from the first picture on, thinned by `linspace` to `frames`
 *
 * @param times presentation time of each of the n pictures in seconds, ascending
 * @param frames how many to take, at least 1
 * @returns ascending, distinct indices in 0 to n - 1: `frames` of them, or each of the n once where n is smaller
 *   (`fps` may give fewer: a video of 5 seconds has 5 or 6)
 * @throws RangeError when `frames` is not a whole number of at least 1
 */
export function planFrames(times: readonly number[], frames: number, sampling: Sampling): number[] {
  if (!Number.isInteger(frames) || frames < 1)
    throw new RangeError(`A frame plan needs a whole number of frames, at least 1: ${frames}.`);
  const n = times.length;
  if (n === 0) return [];
  if (sampling === 'fps') {
    const seconds = onePerSecond(times);
    if (seconds.length <= frames) return seconds;
    return linspace(seconds.length, frames).map((i) => seconds[roundHalfEven(i)] ?? 0);
  }
  if (n <= frames) return Array.from({ length: n }, (_, i) => i);
  switch (sampling) {
    case 'linspace':
      return linspace(n, frames).map(roundHalfEven);
    case 'linspace-floor':
      return linspace(n, frames).map(Math.floor);
    case 'midpoint':
      return Array.from({ length: frames }, (_, i) => Math.floor(((2 * i + 1) * n) / (2 * frames)));
  }
}

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

/** The picture on screen at each whole second after the first one. */
function onePerSecond(times: readonly number[]): number[] {
  const start = times[0] ?? 0;
  const indices: number[] = [];
  let second = 0;
  times.forEach((time, index) => {
    const next = times[index + 1] ?? Infinity;
    // Times are decimal roundings of rational ones: a microsecond decides nothing.
    const shownUntil = Math.min(next, Math.max(time, times.at(-1) ?? 0) + 1e-6);
    let taken = false;
    while (start + second < shownUntil - 1e-6 || (next === Infinity && start + second <= time)) {
      if (!taken) indices.push(index);
      taken = true;
      second++;
    }
  });
  return indices;
}

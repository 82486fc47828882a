import type { ModelSpeed } from '../model/index.js';

/** Longest stretch of tokens that the decoder reads in one step (model/decoder.ts). */
const stretch = 1024;

/**
 * Milliseconds to read tokens behind others, from what was measured: a step's own time, and a time for each token that
 * grows with the tokens it attends to as the operations do, four for each pair and each number of attention's width beside
 * two for each weight.
 */
export function readingTime({
  readings: [long, short, single],
  shape,
  weights,
}: Pick<ModelSpeed, 'readings' | 'shape' | 'weights'>): (past: number, tokens: number) => number {
  const growth = weights > 0 ? (2 * shape.attentionWidth) / weights : 0;
  const work = (past: number, tokens: number): number =>
    tokens * (1 + growth * (past + tokens / 2));
  const other = short.tokens < long.tokens ? short : single;
  const [most, least] = [long, other].map((one) => work(one.past, one.tokens)) as [number, number];
  const slope = (long.ms - other.ms) / (most - least);
  // Where noise or a fast machine hides either of the two, the long reading tells.
  const perWork = slope > 0 ? Math.min(slope, long.ms / most) : long.ms / most;
  const perStep = long.ms - perWork * most;
  const step = (past: number, tokens: number): number =>
    tokens === 1
      ? Math.max(single.ms, perStep + perWork * work(past, 1))
      : perStep + perWork * work(past, tokens);
  return (past, tokens) => {
    let ms = 0;
    for (let read = 0; read < tokens; read += stretch)
      ms += step(past + read, Math.min(stretch, tokens - read));
    return ms;
  };
}

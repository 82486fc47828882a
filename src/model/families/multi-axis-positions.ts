import type { RenderedPrompt } from './family.js';

/**
 * Time, row and column of each token (modeling_qwen2_vl.py, get_rope_index): text counts on in all three,
 * an image's tokens begin where the text stopped and spread over rows and columns, and what follows
 * begins behind the larger of its sides.
 */
export function multiAxisPositions({ ids, places }: RenderedPrompt): number[][] {
  const time: number[] = [];
  const row: number[] = [];
  const column: number[] = [];
  let next = 0;
  const addText = (until: number) => {
    while (time.length < until) {
      time.push(next);
      row.push(next);
      column.push(next);
      next++;
    }
  };
  for (const { start, length, columns } of places) {
    addText(start);
    for (let i = 0; i < length; i++) {
      time.push(next);
      row.push(next + Math.floor(i / columns));
      column.push(next + (i % columns));
    }
    next += Math.max(columns, length / columns);
  }
  addText(ids.length);
  return [time, row, column];
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostFrames, mostFramesAsked } from '../../../src/evaluation/most-frames.js';

describe('mostFrames', () => {
  it('is the largest number of frames that stays within the limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: 500 }),
        fc.integer({ min: 2, max: 300 }),
        fc.integer({ min: 1, max: 40_000 }),
        async (text, perFrame, limit) => {
          // From the hundredth frame on a label has one token more, as times of ten minutes have.
          const tokens = (frames: number) =>
            text + frames * perFrame + Math.max(0, Math.min(frames, mostFramesAsked) - 99);
          const most = await mostFrames(limit, (frames) => Promise.resolve(tokens(frames)));
          if (most > 0) expect(tokens(most)).toBeLessThanOrEqual(limit);
          if (most < mostFramesAsked) expect(tokens(most + 1)).toBeGreaterThan(limit);
        },
      ),
    );
  });

  it('counts few prompts', async () => {
    let counts = 0;
    const count = (frames: number) => {
      counts++;
      return Promise.resolve(120 + frames * 70);
    };
    expect(await mostFrames(8192, count)).toBe(115);
    expect(counts).toBeLessThan(6);
  });
});

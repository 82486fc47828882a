import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/domain/index.js';
import { FigureKeeper } from '../../../src/evaluation/run-figures.js';

const run = (figures?: Run['figures']) => ({ id: 'r', figures }) as Run;
const model = (heap: number | null) => ({ wasmHeap: () => Promise.resolve(heap) });

describe('the figures of a run', () => {
  it('are the first answer’s time, the time at work and the largest memory', async () => {
    const keeper = new FigureKeeper();
    expect(keeper.of(run(), 0)).toEqual({ firstAnswerMs: null, workedMs: 0, wasmHeap: null });
    keeper.answered('r', 40);
    keeper.answered('other', 45);
    keeper.answered('r', 90);
    for (const heap of [100, 300, null, 200]) await keeper.sample('r', model(heap));
    expect(keeper.of(run(), 120)).toEqual({ firstAnswerMs: 40, workedMs: 120, wasmHeap: 300 });
  });

  it('go on where an earlier execution ended', async () => {
    const before = { firstAnswerMs: 70, workedMs: 1000, wasmHeap: 500 };
    const keeper = new FigureKeeper();
    keeper.answered('r', 20);
    await keeper.sample('r', model(400));
    expect(keeper.of(run(before), 50)).toEqual({ ...before, workedMs: 1050 });
    const none = { firstAnswerMs: null, workedMs: 10, wasmHeap: null };
    expect(keeper.of(run(none), 50)).toEqual({ firstAnswerMs: 20, workedMs: 60, wasmHeap: 400 });
  });
});

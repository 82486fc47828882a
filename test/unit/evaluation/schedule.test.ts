import { describe, expect, it } from 'vitest';
import { defaultProtocol, type Run } from '../../../src/domain/index.js';
import { Tally } from '../../../src/evaluation/progress.js';
import { answerCount, pendingVideos } from '../../../src/evaluation/schedule.js';
import { aSample } from '../../support/results.js';

const sample = (ordinal: number, videoId: string) =>
  aSample({ ordinal, videoId, dataId: ordinal, imageName: `${ordinal}.png` });
const samples = new Map(
  [sample(0, 'x'), sample(1, 'y'), sample(2, 'x'), sample(3, 'y')].map((one) => [one.ordinal, one]),
);
const run = {
  samples: [0, 1, 2],
  manifest: { protocol: { ...defaultProtocol, rotations: 2 } },
} as unknown as Run;

describe('pendingVideos', () => {
  it('goes video by video, each opened once, with only the samples of the run', () => {
    const pending = pendingVideos(run, samples, []);
    expect(pending.map(({ videoId }) => videoId)).toEqual(['x', 'y']);
    expect(pending[0]?.samples.map((one) => one.sample.ordinal)).toEqual([0, 2]);
    expect(answerCount(run)).toBe(6);
  });

  it('resumes by sample and rotation, not by position', () => {
    const pending = pendingVideos(run, samples, [
      { sample: 2, rotation: 1 },
      { sample: 0, rotation: 0 },
      { sample: 1, rotation: 0 },
      { sample: 1, rotation: 1 },
    ]);
    expect(pending).toHaveLength(1);
    expect(pending[0]?.samples.map(({ rotations }) => rotations)).toEqual([[1], [0]]);
  });

  it('has nothing left when all is answered', () => {
    const all = run.samples.flatMap((ordinal) => [
      { sample: ordinal, rotation: 0 },
      { sample: ordinal, rotation: 1 },
    ]);
    expect(pendingVideos(run, samples, all)).toEqual([]);
  });
});

describe('Tally', () => {
  it('estimates from the pace of this session, without its pauses', () => {
    let now = 0;
    const tally = new Tally(10, [{ outcome: 'correct' }, { outcome: 'unscored' }], () => now);
    tally.start();
    for (let i = 0; i < 3; i++) {
      now += 2000;
      tally.add(i === 0 ? 'wrong' : 'correct');
    }
    tally.stop();
    now += 60_000;
    expect(tally).toMatchObject({ done: 5, correct: 3, unscored: 1 });
    expect(tally.secondsLeft).toBeCloseTo(10, 9);
  });

  it('does not guess from one answer', () => {
    const tally = new Tally(10, []);
    tally.start();
    tally.add('correct');
    expect(tally.secondsLeft).toBeNull();
  });
});

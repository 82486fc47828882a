import { describe, expect, it } from 'vitest';
import {
  defaultProtocol,
  paperTasks,
  type MediaMatch,
  type Protocol,
} from '../../../src/domain/index.js';
import { planSuite, suiteSamples } from '../../../src/evaluation/plan-suite.js';
import { gridMembers, suiteNames, suites, type Grid } from '../../../src/evaluation/suites.js';
import { ablations } from '../../../src/report/index.js';
import { aSample } from '../../support/results.js';

const plan = (name: keyof typeof suites, base: Partial<Protocol> = {}) =>
  planSuite({ ...defaultProtocol, ...base }, suites[name].members, 'set-up');
const told = (name: keyof typeof suites) =>
  plan(name).map(({ protocol: { frames, height, order, condition } }) => [
    ...[frames, height, order, condition],
  ]);

describe('the suites', () => {
  it('are the paper’s ablations', () => {
    const rolesOf = (name: keyof typeof suites) => plan(name).map(({ role }) => role);
    expect(rolesOf('order')).toEqual(ablations.order.columns);
    expect(plan('frames').map(({ protocol }) => protocol.frames)).toEqual(ablations.frames.columns);
    expect(plan('heights').map(({ protocol }) => protocol.height)).toEqual(
      ablations.height.columns,
    );
    expect(
      plan('tokens').map(({ protocol: { frames, height } }) => `${frames}x${height}p`),
    ).toEqual(ablations.tokenBudget.columns);
  });

  it('change one thing at a time, but for the sweeps of tokens', () => {
    expect(told('order')).toEqual([
      [32, 'native', 'video-first', 'full'],
      [32, 'native', 'image-first', 'full'],
      [32, 'native', 'video-first', 'image-masked'],
    ]);
    expect(told('necessity').map(([, , , condition]) => condition)).toEqual([
      ...['full', 'image-masked', 'video-masked', 'text-only'],
    ]);
    expect(told('context').map(([frames]) => frames)).toEqual([8, 16, 32, 64, 128, 256]);
  });

  it('ask one task where they are about it, as the paper spells it', () => {
    for (const { protocol } of plan('existence')) expect(paperTasks).toContain(protocol.task);
    expect(plan('tokens', { task: 'Counting' }).map(({ protocol }) => protocol.task)).toEqual(
      Array(7).fill('Counting'),
    );
  });

  it('make no run twice', () => {
    for (const name of suiteNames)
      for (const condition of ['full', 'text-only'] as const) {
        const runs = plan(name, { condition });
        expect(new Set(runs.map(({ role }) => role)).size).toBe(runs.length);
      }
    expect(plan('heights', { condition: 'video-masked' })).toHaveLength(1);
    expect(plan('heights', { condition: 'video-masked', prompt: 'reference/1' })).toHaveLength(4);
  });
});

describe('the size of a suite', () => {
  const sized = (size: Parameters<typeof planSuite>[2], name: keyof typeof suites = 'order') =>
    planSuite({ ...defaultProtocol, limit: 7, frames: 20 }, suites[name].members, size).map(
      ({ protocol: { limit, subset, frames } }) => ({ limit, subset, frames }),
    );

  it('is what is set up, a look, a check, or everything', () => {
    expect(sized('set-up')[0]).toEqual({ limit: 7, subset: 'questions', frames: 20 });
    expect(sized('look')[0]).toEqual({ limit: 10, subset: 'questions', frames: 8 });
    expect(sized('check')[0]).toEqual({ limit: 100, subset: 'videos', frames: 20 });
    expect(sized('full')[0]).toEqual({ limit: null, subset: 'questions', frames: 20 });
  });

  it('leaves a suite of frame counts its counts', () => {
    expect(sized('look', 'frames').map(({ frames }) => frames)).toEqual([8, 16, 32, 64]);
  });
});

describe('a grid', () => {
  const nothing: Grid = { frames: [], heights: [], orders: [], conditions: [] };

  it('is every combination of what is chosen, named by it', () => {
    const members = gridMembers({ ...nothing, frames: [8, 16], heights: [72, 'native'] });
    expect(members.map(({ role }) => role)).toEqual([
      ...['8 frames, 72p', '8 frames, native height', '16 frames, 72p', '16 frames, native height'],
    ]);
    expect(members[1]?.change).toEqual({ frames: 8, height: 'native' });
    expect(gridMembers(nothing)).toEqual([{ role: 'as set up', change: {} }]);
  });

  it('drops what makes no difference', () => {
    const members = gridMembers({
      frames: [8, 16, 8],
      heights: [72],
      orders: ['image-first', 'video-first'],
      conditions: ['text-only', 'full'],
    });
    const runs = planSuite(defaultProtocol, members, 'set-up');
    expect(runs.map(({ role }) => role)).toEqual([
      ...['full, video-first, 8 frames, 72p', 'full, video-first, 16 frames, 72p'],
      ...['full, image-first, 8 frames, 72p', 'full, image-first, 16 frames, 72p'],
      'text-only, video-first, 8 frames, 72p',
    ]);
  });
});

describe('the questions of a suite', () => {
  const samples = Array.from({ length: 6 }, (_, ordinal) =>
    aSample({ ordinal, videoId: `v${ordinal}` }),
  );
  const file = { name: 'f', path: 'f', file: new File([], 'f') };
  const media = {
    videos: new Map([0, 1, 2, 3].map((at) => [`v${at}`, file])),
    images: new Map([2, 3, 4].map((at) => [at, file])),
  } as unknown as MediaMatch;
  const asked = (name: keyof typeof suites, base: Partial<Protocol> = {}) =>
    suiteSamples({ samples }, media, plan(name, base)).map(({ ordinal }) => ordinal);

  it('are the same in all its runs: those that the one that shows most can be asked', () => {
    expect(asked('necessity')).toEqual([2, 3]);
    expect(asked('frames', { condition: 'image-masked' })).toEqual([0, 1, 2, 3]);
    expect(asked('frames', { condition: 'video-masked' })).toEqual([2, 3, 4]);
    expect(asked('heights', { condition: 'text-only' })).toHaveLength(6);
    expect(suiteSamples({ samples }, media, [])).toEqual([]);
  });

  it('are limited as the protocol says', () => {
    expect(asked('order', { limit: 1 })).toHaveLength(1);
    expect(asked('existence')).toEqual([]);
  });
});

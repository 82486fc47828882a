import { describe, expect, it } from 'vitest';
import { defaultProtocol, type Protocol, type Run } from '../../../src/domain/index.js';
import { byPrefix, jobsOf, pendingOf, type Lane } from '../../../src/evaluation/lanes.js';
import { ModelHost } from '../../../src/evaluation/model-host.js';
import { optionOrders } from '../../../src/prompt/index.js';
import { aSample } from '../../support/results.js';

const samples = new Map(
  [0, 1, 2].map((ordinal) => [
    ordinal,
    aSample({ ordinal, videoId: ordinal === 1 ? 'y' : 'x', dataId: ordinal }),
  ]),
);
// Only told apart here, never asked.
const one = Object.create(ModelHost.prototype) as ModelHost;
const other = Object.create(ModelHost.prototype) as ModelHost;

const lane = (id: string, change: Partial<Protocol>, model = one, asked = [0, 1, 2]): Lane => ({
  run: {
    id,
    samples: asked,
    manifest: { protocol: { ...defaultProtocol, ...change } },
  } as unknown as Run,
  model,
  known: { videos: new Map(), images: new Map() },
  orderOptions: optionOrders([...samples.values()], { ...defaultProtocol, ...change }),
});

describe('pendingOf', () => {
  it('brings what several runs ask about a video together', () => {
    const lanes = [lane('a', {}), lane('b', { rotations: 2 }, one, [1, 2])];
    const pending = pendingOf(lanes, samples, [[{ sample: 0, rotation: 0 }], []]);
    const told = pending.map(({ videoId, work }) => [
      videoId,
      jobsOf(work).map(({ run, sample, rotation }) => `${run.id}${sample.ordinal}/${rotation}`),
    ]);
    expect(told).toEqual([
      ['y', ['a1/0', 'b1/0', 'b1/1']],
      ['x', ['a2/0', 'b2/0', 'b2/1']],
    ]);
  });

  it('leaves out runs that have nothing left to ask about a video', () => {
    const lanes = [lane('a', {}, one, [0]), lane('b', {}, one, [1])];
    const pending = pendingOf(lanes, samples, [[], []]);
    expect(pending.map(({ work }) => work.map(({ run }) => run.id))).toEqual([['a'], ['b']]);
  });
});

describe('byPrefix', () => {
  const groupsOf = (...lanes: Lane[]) =>
    byPrefix(lanes).map((group) => group.map(({ run }) => run.id).join());

  it('puts runs together whose prompts begin with the same frames', () => {
    expect(
      groupsOf(
        lane('full', {}),
        lane('8 frames', { frames: 8 }),
        lane('no image', { condition: 'image-masked' }),
        lane('image first', { order: 'image-first' }),
        lane('low', { height: 72 }),
        lane('shuffled', { condition: 'frames-shuffled' }),
        lane('pairs', { frameInput: 'video-pairs' }),
      ),
    ).toEqual(['full,no image', '8 frames', 'image first', 'low', 'shuffled', 'pairs']);
  });

  it('does not care about frames where none are shown', () => {
    expect(
      groupsOf(
        lane('a', { condition: 'text-only' }),
        lane('b', { condition: 'video-masked', frames: 8 }),
      ),
    ).toEqual(['a,b']);
  });

  it('never mixes models', () => {
    expect(groupsOf(lane('a', {}), lane('b', {}, other))).toEqual(['a', 'b']);
  });
});

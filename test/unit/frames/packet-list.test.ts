import { describe, expect, test } from 'vitest';
import { followsOn, presentationOf, type TimedPacket } from '../../../src/frames/packet-list.js';

const packet = (time: number, changes: Partial<TimedPacket> = {}): TimedPacket => ({
  ...{ time, duration: 0.04, key: false, discard: false },
  ...changes,
});

/** In the order of decoding. */
const group = [packet(0, { key: true }), packet(0.12), packet(0.04), packet(0.08)];

const edit = (mediaTime: number, duration: number, rate = 1) => ({ mediaTime, duration, rate });

describe('pictures and their packets', () => {
  test('in presentation order', () => {
    expect(presentationOf(group, [])).toMatchObject({
      presentation: { times: [0, 0.04, 0.08, 0.12] },
      places: [0, 2, 3, 1],
    });
  });

  test('without hidden ones', () => {
    const hidden = [group[0] ?? packet(0), packet(0.01, { discard: true }), packet(0.04)];
    expect(presentationOf(hidden, [])).toMatchObject({
      presentation: { times: [0, 0.04] },
      places: [0, 2],
    });
  });

  test('an edit list hides what is before it, and its first picture begins where it says', () => {
    const shifted = group.map(({ time, ...rest }) => ({ ...rest, time: time - 0.07 }));
    const placed = presentationOf(shifted, [edit(900, 1)]);
    expect(placed?.places).toEqual([3, 1]);
    expect(placed?.presentation.times[0]).toBeCloseTo(0, 9);
    expect(placed?.presentation.times[1]).toBeCloseTo(0.04, 9);
  });

  test('an empty edit delays', () => {
    const late = group.map(({ time, ...rest }) => ({ ...rest, time: time + 2 }));
    const placed = presentationOf(late, [edit(-1, 2), edit(0, 1)]);
    expect(placed?.presentation.times).toEqual([2, 2.04, 2.08, 2.12]);
  });
});

describe('doubt', () => {
  test.for([
    ['two parts', [edit(0, 0.08), edit(500, 0.08)]],
    ['another speed', [edit(0, 1, 0.5)]],
    ['nothing but a delay', [edit(-1, 1)]],
    ['an end before the media do', [edit(0, 0.1)]],
  ] as const)('%s', ([, edits]) => {
    expect(presentationOf(group, edits)).toBeNull();
  });

  test('a start that is no key frame, and times given twice', () => {
    expect(presentationOf(group.slice(1), [])).toBeNull();
    expect(presentationOf([...group, packet(0.08)], [])).toBeNull();
  });
});

test('a gap between durations shows that packets are lost', () => {
  const run = Array.from({ length: 20 }, (_, i) => packet(i * 0.04));
  expect(followsOn(run)).toBe(true);
  expect(followsOn(run.filter((_, i) => i < 5 || i > 8))).toBe(false);
  expect(followsOn([packet(0, { duration: 3 }), packet(3), packet(3.04, { duration: 5 })])).toBe(
    true,
  );
});

import { describe, expect, test } from 'vitest';
import {
  fromDecoding,
  fromPackets,
  seekTime,
  type ListedPacket,
} from '../../../src/frames/presentation.js';

const packet = (time: number | null, changes: Partial<ListedPacket> = {}): ListedPacket => ({
  time,
  duration: 0.04,
  key: time === 0,
  discard: false,
  ...changes,
});

describe('from packets', () => {
  test('presentation order, whatever the order of the file', () => {
    const shown = fromPackets([0, 0.12, 0.04, 0.08].map((time) => packet(time)));
    expect(shown).toEqual({ times: [0, 0.04, 0.08, 0.12], skipped: 0, duration: 0.16 });
  });

  test('an edit list: what is hidden or before 0 is not shown', () => {
    const shown = fromPackets([
      packet(-0.12, { key: true, discard: true }),
      packet(-0.08),
      packet(0),
      packet(0.04),
    ]);
    expect(shown).toMatchObject({ times: [0, 0.04], skipped: 1 });
  });

  test('doubt is left to a decoding pass', () => {
    expect(fromPackets([packet(0), packet(null)])).toBeNull();
    expect(fromPackets([packet(0), packet(0.04), packet(0.04)])).toBeNull();
    expect(fromPackets([packet(0, { key: false }), packet(0.04)])).toBeNull();
    expect(fromPackets([])).toBeNull();
  });
});

describe('from a decoding pass', () => {
  const picture = (time: number | null) => ({ time, duration: null });

  test('keeps its order and times', () => {
    const shown = fromDecoding([1.4, 1.44, 1.48].map(picture), 25);
    expect(shown.times).toEqual([1.4, 1.44, 1.48]);
    expect(shown.duration).toBeCloseTo(0.12, 9);
  });

  test('places pictures without usable times by the frame rate', () => {
    expect(fromDecoding([0, null, null].map(picture), 10).times).toEqual([0, 0.1, 0.2]);
    expect(fromDecoding([0, 0.4, 0.2].map(picture), 10).times).toEqual([0, 0.1, 0.2]);
  });
});

test('seeks to half way from the picture before', () => {
  const late = { times: [5, 5.04, 5.08], skipped: 0, duration: 0.12 };
  expect(seekTime(late, 0)).toBeNull();
  expect(seekTime(late, 2)).toBeCloseTo(5.06, 9);
  const edited = { times: [0.01, 0.05], skipped: 3, duration: 0.08 };
  expect(seekTime(edited, 0)).toBe(0);
});

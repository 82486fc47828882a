import { describe, expect, test } from 'vitest';
import {
  blockData,
  blockRange,
  clusterOverhead,
  headerOf,
  writeCluster,
} from '../../../src/frames/matroska.js';

const bytes = (...values: number[]) => Uint8Array.from(values);

const ebml = [0x1a, 0x45, 0xdf, 0xa3, 0x82, 1, 2];
/** Of unknown size, as live files have it. */
const segment = [0x18, 0x53, 0x80, 0x67, 0x01, ...new Array<number>(7).fill(0xff)];
/** Its content looks like the start of a cluster. */
const tracks = [0x16, 0x54, 0xae, 0x6b, 0x84, 0x1f, 0x43, 0xb6, 0x75];
const cluster = [0x1f, 0x43, 0xb6, 0x75, 0x80];

describe('the header', () => {
  test('is what comes before the first cluster, read by elements', () => {
    const header = headerOf(bytes(...ebml, ...segment, ...tracks, ...cluster));
    expect(header).toEqual(bytes(...ebml, ...segment, ...tracks));
  });

  test('is none without a cluster', () => {
    expect(headerOf(bytes(...ebml, ...segment, ...tracks))).toBeNull();
    expect(headerOf(bytes(0, 0, 0))).toBeNull();
  });
});

test('a cluster holds one packet and its time', () => {
  const file = new Uint8Array(2 + clusterOverhead + 3);
  const end = writeCluster(file, 2, { time: 258, key: true, data: bytes(7, 8, 9) });
  expect(end).toBe(file.length);
  expect([...file.subarray(2)]).toEqual([
    ...[0x1f, 0x43, 0xb6, 0x75, 0x01, 0, 0, 0, 0, 0, 0, clusterOverhead - 12 + 3],
    ...[0xe7, 0x88, 0, 0, 0, 0, 0, 0, 1, 2],
    ...[0xa3, 0x01, 0, 0, 0, 0, 0, 0, 7, 0x81, 0, 0, 0x80, 7, 8, 9],
  ]);
});

describe('a packet in a block', () => {
  /** A block of three bytes behind what may come before it; `size` as written. */
  const block = (size: number[], flags: number) =>
    bytes(...new Array<number>(8 - size.length).fill(0xa3), ...size, 0x81, 0, 5, flags, 7, 8, 9);

  test('lies behind its header, whatever the length of its size', () => {
    expect(blockRange(100, 3)).toEqual({ start: 92, end: 107 });
    expect(blockData(block([0x87], 0x80), 3)).toEqual(bytes(7, 8, 9));
    expect(blockData(block([0x40, 7], 0x80), 3)).toEqual(bytes(7, 8, 9));
    expect(blockData(block([1, 0, 0, 0, 0, 0, 0, 7], 0), 3)).toEqual(bytes(7, 8, 9));
  });

  test('is not taken where it is laced, cut off, or not as long as ffmpeg gives it', () => {
    expect(blockData(block([0x87], 0x02), 3)).toBeNull();
    expect(blockData(block([0x87], 0x80).subarray(0, 14), 3)).toBeNull();
    expect(blockData(block([0x86], 0x80), 3)).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { disposablePackets } from '../../../src/frames/disposable.js';

/** A packet of NAL units, each with four bytes of length before it. */
const packet = (...units: number[][]) =>
  Uint8Array.from(units.flatMap((unit) => [0, 0, 0, unit.length, ...unit]));

describe('H.264', () => {
  const reference = packet([0x41, 1]);
  const disposable = packet([0x01, 1]);

  test('pictures with a reference indicator of 0', () => {
    const idr = packet([0x67, 1], [0x65, 1]);
    const slices = packet([0x09, 1], [0x06, 1], [0x01, 1], [0x01, 2]);
    expect(disposablePackets('h264', [idr, reference, disposable, slices])).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test('not those that bring parameters, hold another slice or cannot be read', () => {
    const parameters = packet([0x68, 1], [0x01, 1]);
    const mixed = packet([0x01, 1], [0x21, 1]);
    const cut = disposable.subarray(0, 5);
    const startCodes = Uint8Array.from([0, 0, 0, 1, 0x01, 1]);
    expect(disposablePackets('h264', [parameters, mixed, cut, startCodes])).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('HEVC', () => {
  const [trailing, reference, idr] = [0 << 1, 1 << 1, 19 << 1];

  test('non-reference pictures of the highest layer', () => {
    expect(
      disposablePackets('hevc', [
        packet([idr, 1, 0]),
        packet([reference, 1, 0]),
        packet([trailing, 1, 0]),
        packet([trailing, 2, 0]),
      ]),
    ).toEqual([false, false, false, true]);
  });

  test('none where a packet cannot be read', () => {
    expect(
      disposablePackets('hevc', [packet([trailing, 1, 0]), Uint8Array.from([0, 0, 0, 9, 1])]),
    ).toEqual([false, false]);
  });
});

test('of other codecs nothing is known', () => {
  expect(disposablePackets('vp9', [packet([0x01, 1])])).toEqual([false]);
});

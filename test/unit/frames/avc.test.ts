import { describe, expect, test } from 'vitest';
import { codedPicture, hasHole } from '../../../src/frames/avc.js';
import { sequenceParameters } from '../../../src/frames/avc-sequence.js';
import { lengthSize, nalUnits } from '../../../src/frames/nal-units.js';

const bytes = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));

/** An `avcC` box around one set of sequence parameters. */
const described = (sps: Uint8Array) =>
  Uint8Array.of(1, 100, 0, 10, 0xff, 0xe1, 0, sps.length, ...sps, 1, 0);

// Sequence parameters that x264 wrote for 96x64 pictures tagged BT.709 and limited; the second with `-flags +ildct`.
const progressive = bytes('6764000aacd94626c05a810100a0000003002000000641e244b2c0');
const interlaced = bytes('67640015acd9464d80b502020140000003004000000c87c50a6580');

const sequence = {
  ...{ interlaced: false, frameNumBits: 4, gaps: false, separatePlanes: false },
  tags: {},
};

describe('NAL units', () => {
  test('by lengths, which must fill the packet', () => {
    expect(nalUnits(bytes('00000002650100000001090000'), 4)).toBeNull();
    expect(nalUnits(bytes('0000000265010000000109'), 4)).toEqual([bytes('6501'), bytes('09')]);
    expect(nalUnits(bytes('0002650100016f'), 2)).toEqual([bytes('6501'), bytes('6f')]);
    expect(nalUnits(bytes('00000000'), 4)).toBeNull();
    expect(nalUnits(bytes('00000002e501'), 4)).toBeNull();
  });

  test('by start codes of three or four bytes', () => {
    expect(nalUnits(bytes('0000000109f0000001650188000000012161'), null)).toEqual([
      bytes('09f0'),
      bytes('650188'),
      bytes('2161'),
    ]);
    expect(nalUnits(bytes('09f065'), null)).toBeNull();
  });

  test('the size of lengths is told by the decoder configuration', () => {
    expect(lengthSize(undefined)).toBeNull();
    expect(lengthSize(described(progressive))).toBe(4);
  });
});

describe('what a packet is to others', () => {
  // first_mb 0 (1), slice_type 0 (1), pps 0 (1), frame_num 0101, so 1110 101x.
  const slice = (header: string) => [bytes(`${header}ea80`)];

  test('a reference or not, an IDR picture or not, its number', () => {
    expect(codedPicture(slice('65'), sequence)).toMatchObject({ reference: true, idr: true });
    expect(codedPicture(slice('41'), sequence)).toEqual({
      ...{ reference: true, idr: false, lone: false, number: 5 },
    });
    expect(codedPicture(slice('01'), sequence)).toMatchObject({ reference: false, idr: false });
    expect(codedPicture([bytes('06ff')], sequence)).toBeNull();
  });

  test('of several slices one reference is enough', () => {
    expect(codedPicture([...slice('01'), ...slice('41')], sequence)?.reference).toBe(true);
  });

  test('a field by itself lacks the other', () => {
    // frame_num 0101, field_pic_flag 1, bottom_field_flag 0 and 1: 1110 1011 0..., 1110 1011 1...
    const [top, bottom] = [bytes('41eb00'), bytes('41eb80')];
    const fields = { ...sequence, interlaced: true };
    expect(codedPicture([top], fields)?.lone).toBe(true);
    expect(codedPicture([top, bottom], fields)?.lone).toBe(false);
    expect(codedPicture(slice('41'), fields)?.lone).toBe(false);
  });
});

test('three zeros in a slice are a hole, elsewhere they are not', () => {
  expect(hasHole([bytes('41ea000000ff')])).toBe(true);
  expect(hasHole([bytes('41ea0000ff'), bytes('06000000ff')])).toBe(false);
});

describe('sequence parameters', () => {
  const tags = { matrix: 'bt709', range: 'tv' };

  test('from the decoder configuration or from the first packet', () => {
    const expected = { interlaced: false, gaps: false, separatePlanes: false, tags };
    expect(sequenceParameters(described(progressive), [])).toMatchObject(expected);
    expect(sequenceParameters(undefined, [bytes('09f0'), progressive])).toMatchObject(expected);
    expect(sequenceParameters(described(interlaced), [])).toMatchObject({ interlaced: true, tags });
  });

  test('none where there are none, or they are cut off', () => {
    expect(sequenceParameters(undefined, [bytes('6588')])).toBeNull();
    expect(sequenceParameters(undefined, [progressive.subarray(0, 6)])).toBeNull();
  });
});

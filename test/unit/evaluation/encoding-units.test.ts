import { describe, expect, it } from 'vitest';
import { encodingUnits, unitKey } from '../../../src/evaluation/encoding-units.js';

describe('encodingUnits', () => {
  it('takes each frame by itself unless pairs are asked for', () => {
    const alone = [3, 9, 20].map((index) => ({ frames: [index], isPair: false }));
    expect(encodingUnits([3, 9, 20])).toEqual(alone);
    expect(encodingUnits([3, 9, 20], 'images')).toEqual(alone);
  });

  it('takes neighbours in pairs, and the last of an odd number alone', () => {
    const units = encodingUnits([3, 9, 20], 'video-pairs');
    expect(units.map(({ frames }) => frames)).toEqual([[3, 9], [20]]);
    expect(encodingUnits([3, 9], 'video-pairs')).toHaveLength(1);
    expect(encodingUnits([], 'video-pairs')).toEqual([]);
  });

  it('tells apart what a model encodes otherwise', () => {
    const [image] = encodingUnits([3], 'images');
    const [lonely] = encodingUnits([3], 'video-pairs');
    const [pair] = encodingUnits([3, 9], 'video-pairs');
    const units = [image, lonely, pair].flatMap((unit) => unit ?? []);
    const keys = units.flatMap((unit) => [unitKey(unit, 'native'), unitKey(unit, 144)]);
    expect(new Set(keys).size).toBe(6);
  });
});

import { expect, test } from 'vitest';
import { Pieces } from '../../../src/frames/pieces.js';

test('bytes come in pieces of one size, the last one shorter', () => {
  const pieces = new Pieces(4);
  expect(pieces.all()).toEqual([]);
  pieces.add(Int8Array.from([1, 2, 3]));
  pieces.add(Int8Array.from([4, 5, 6, 7, 8, -1, -2]));
  expect(pieces.all().map((piece) => [...piece])).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [255, 254],
  ]);
});

test('full pieces leave no empty one behind', () => {
  const pieces = new Pieces(2);
  pieces.add(Int8Array.from([1, 2, 3, 4]));
  expect(pieces.all()).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { fromPackets, placesOf } from '../../../src/frames/presentation.js';
import { stretches } from '../../../src/frames/stretches.js';

const packet = (time: number, flags = '') => ({
  ...{ time, duration: 1 },
  ...{ key: flags.includes('K'), discard: flags.includes('D') },
});

/** In the order of decoding: the second key frame is shown after two pictures that follow it in the file. */
const openGop = [
  packet(0, 'K'),
  packet(2),
  packet(1),
  packet(5, 'K'),
  packet(3),
  packet(4),
  packet(6),
];

test('each picture comes from its key frame, neighbours together', () => {
  expect(stretches(openGop, [2, 1, 3, 6])).toEqual([
    { from: 0, to: 2 },
    { from: 3, to: 6 },
  ]);
});

test('a picture shown before a key frame comes from the one before', () => {
  expect(stretches(openGop, [4])).toEqual([{ from: 0, to: 4 }]);
  expect(stretches(openGop, [4, 3])).toEqual([{ from: 0, to: 4 }]);
});

test('pictures are found among the packets, hidden ones and those before 0 left out', () => {
  const packets = [packet(-2, 'K'), packet(0), packet(-1), packet(2, 'D'), packet(1)];
  const presentation = fromPackets(packets);
  expect(presentation && placesOf(packets, presentation)).toEqual([1, 4]);
});

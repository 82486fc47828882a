import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PythonRandom } from '../../../src/lib/index.js';
import made from '../../fixtures/python-random.json' with { type: 'json' };

describe('PythonRandom', () => {
  it.each(made.shuffles)('draws what CPython draws, seed $seed', (expected) => {
    const random = new PythonRandom(expected.seed);
    const orders = expected.orders.map((order) => {
      const items = [...order.keys()];
      random.shuffle(items);
      return items;
    });
    expect(orders).toEqual(expected.orders);
    const words = Array.from({ length: 1300 }, () => random.word());
    expect(words.slice(0, 4)).toEqual(expected.words);
    const sha256 = createHash('sha256').update(JSON.stringify(words)).digest('hex');
    expect(sha256).toBe(expected.wordsSha256);
    const bounds = [1, 2, 3, 10, 1000, 2 ** 31];
    expect(bounds.map((bound) => random.below(bound))).toEqual(expected.below);
  });

  it('draws nothing for a list of one', () => {
    const [one, other] = [new PythonRandom(7), new PythonRandom(7)];
    one.shuffle(['alone']);
    expect(one.word()).toBe(other.word());
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { countWeights } from '../../../src/model/onnx-weights.js';

const folder = path.join(import.meta.dirname, '..', '..', '..');
const file = (...parts: readonly string[]) =>
  new Blob([new Uint8Array(readFileSync(path.join(folder, ...parts)))]);

/** An ONNX model with one initializer, as the protobuf library writes it: dims one by one, then packed. */
const tensor = (dims: readonly number[], type: number, packed: boolean): Blob => {
  const shape = packed ? [0x0a, dims.length, ...dims] : dims.flatMap((dim) => [0x08, dim]);
  const initializer = [...shape, 0x10, type];
  const graph = [0x2a, initializer.length, ...initializer];
  return new Blob([Uint8Array.from([0x08, 8, 0x3a, graph.length, ...graph])]);
};
const [float, bytes] = [1, 2];

describe('the weights of an ONNX file', () => {
  it('are counted from its shapes', async () => {
    // Six layers of width 128 with feed-forward 320, keys and values half as wide, and 599 words.
    const layers = 6 * (2 * 128 * 128 + 2 * 128 * 64 + 3 * 128 * 320);
    const decoder = file('public', 'demo', 'model', 'onnx', 'decoder_model_merged.onnx');
    expect(await countWeights(decoder, false)).toBe(layers + 128 * 599);
  });

  it('are counted where they lie in another file', async () => {
    expect(
      await countWeights(file('test', 'fixtures', 'external-data', 'embed_tokens.onnx'), false),
    ).toBeGreaterThan(0);
  });

  it.each([true, false])('are two in a byte of a 4-bit format (packed: %s)', async (packed) => {
    expect(await countWeights(tensor([3, 5, 16], bytes, packed), true)).toBe(2 * 3 * 5 * 16);
    expect(await countWeights(tensor([100], bytes, packed), true)).toBe(200);
    expect(await countWeights(tensor([3, 5], bytes, packed), false)).toBe(15);
    expect(await countWeights(tensor([3, 5], float, packed), true)).toBe(15);
    expect(await countWeights(tensor([100], float, packed), true)).toBe(0);
  });

  it('of a damaged file are what can be read', async () => {
    expect(await countWeights(new Blob([Uint8Array.from([0x3a, 200, 0x2a])]), false)).toBe(0);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { measureModel, Model, type ModelFiles } from '../../src/model/index.js';
import { demoModelFiles } from '../support/demo.js';

let model: Model | null = null;

afterEach(() => {
  model?.end();
  model = null;
});

async function load(files: ModelFiles): Promise<Model> {
  model = await Model.load(files, { device: 'wasm', dtype: 'auto' }, () => undefined);
  return model;
}

describe('the speed of a model', () => {
  it('is measured on the demo model, and nothing of it stays', async () => {
    const speed = await measureModel(await load(await demoModelFiles()));
    expect(speed.picture.tokens).toBe(1);
    const [{ tokens }] = speed.readings;
    expect([16, 32, 64, 128, 256, 512]).toContain(tokens);
    expect(speed.readings.map((reading) => [reading.past, reading.tokens])).toEqual([
      [0, tokens],
      [tokens, Math.min(64, tokens)],
      [tokens, 1],
    ]);
    for (const ms of [speed.picture.ms, speed.teraflops, ...speed.readings.map(({ ms }) => ms)]) {
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThan(Infinity);
    }
    // Six layers of width 128 with feed-forward 320, keys and values half as wide: the output layer is left out.
    expect(speed.weights).toBe(6 * (2 * 128 * 128 + 2 * 128 * 64 + 3 * 128 * 320));
    expect(speed.shape).toMatchObject({ hiddenSize: 128, attentionWidth: 768, reusesPrefix: true });
  });
});

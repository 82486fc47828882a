import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Model, runSelfCheck, type ModelFiles } from '../../src/model/index.js';
import { checkOnce, isTrusted } from '../../src/ui/state/self-checks.js';
import { demoModelFiles } from '../support/demo.js';

let model: Model | null = null;

beforeEach(() => {
  localStorage.clear();
});

afterEach(() => {
  model?.end();
  model = null;
});

async function load(device: 'wasm' | 'webgpu', files?: ModelFiles): Promise<Model> {
  const given = files ?? (await demoModelFiles());
  model = await Model.load(given, { device, dtype: 'auto' }, () => undefined);
  return model;
}

/** The demo model with weights that are no numbers. */
async function broken(): Promise<ModelFiles> {
  const whole = await demoModelFiles();
  const path = 'onnx/embed_tokens.onnx';
  const bytes = new Uint8Array((await whole.files.get(path)?.arrayBuffer()) ?? new ArrayBuffer());
  bytes.fill(0xff, 2000, bytes.length - 2000);
  return { ...whole, files: new Map(whole.files).set(path, new Blob([bytes])) };
}

describe('the self-check', () => {
  it('finds that the software GPU computes what wasm computes', async () => {
    const check = await runSelfCheck(await load('webgpu'));
    expect(check).toMatchObject({ outcome: 'agrees', steps: 13, sameTop: 13 });
    expect(check.largestDifference).toBeLessThan(0.02);
    expect(check.note).toMatch(/demo in fp32 on webgpu agrees with wasm/);
  });

  it('is made once for a model and what computes it', async () => {
    const on = await load('wasm');
    const check = await checkOnce(on);
    expect(check.outcome).toBe('finite');
    expect(isTrusted(check)).toBe(true);
    // A model that is gone could not be asked again.
    on.end();
    expect(await checkOnce(on)).toEqual(check);
  });

  it('distrusts a model that gives no numbers', async () => {
    const check = await runSelfCheck(await load('wasm', await broken()));
    expect(check.outcome).toBe('not-finite');
    expect(isTrusted(check)).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dtypes } from '../../../src/model/dtype.js';
import {
  estimateMemory,
  judge,
  promptTokens,
  sessionBytes,
  tokensPerPicture,
  type Load,
  type Machine,
} from '../../../src/model/catalogue/estimate.js';
import { catalogue, type CatalogueModel } from '../../../src/model/catalogue/models.js';

const named = (name: string): CatalogueModel => {
  const model = catalogue.find((one) => one.name === name);
  if (!model) throw new Error(`no ${name}`);
  return model;
};
const small = named('SmolVLM2 256M');
const large = named('SmolVLM 2.2B');
const qwen = named('Qwen2-VL 2B');

const load: Load = { frames: 32, width: 640, height: 360, dtype: 'fp32', splitsQuery: true };
const onWasm: Machine = { provider: 'wasm', deviceMemory: 8, halfFloats: false, maxBuffer: null };
const gpu: Machine = { provider: 'webgpu', deviceMemory: 8, halfFloats: true, maxBuffer: 2 ** 31 };

describe('download sizes', () => {
  // Measured on the hub (megabytes): the decoder of SmolVLM2-256M-Video-Instruct.
  it.each([
    ['q4', 87],
    ['q4f16', 77],
    ['fp16', 271],
  ] as const)('are those of the files: %s', (dtype, megabytes) => {
    const { decoder } = sessionBytes(small.parameters, dtype);
    expect(Math.abs(decoder / 1e6 / megabytes - 1)).toBeLessThan(0.02);
  });
});

describe('tokens', () => {
  it('are fixed, or grow with the picture', () => {
    expect(tokensPerPicture(small.frameTokens, 1920, 1080)).toBe(64);
    expect(tokensPerPicture(qwen.frameTokens, 640, 360)).toBe(23 * 13);
    expect(tokensPerPicture(qwen.frameTokens, 1, 1)).toBe(1);
  });

  it('of about 90 frames fill the context of the smallest', () => {
    const fits = (frames: number) =>
      promptTokens(small, { ...load, frames }) <= small.contextLength;
    expect([fits(85), fits(100)]).toEqual([true, false]);
  });

  it('are fewer where the query image stays whole', () => {
    const whole = promptTokens(small, { ...load, splitsQuery: false });
    expect(promptTokens(small, load) - whole).toBe(12 * 64);
  });
});

describe('the verdict', () => {
  const verdictOf = (
    model: CatalogueModel,
    change: Partial<Load> = {},
    machine: Partial<Machine> = {},
    runs = true,
  ) => judge(model, { ...load, ...change }, { ...onWasm, ...machine }, runs);

  it.each([
    ['a small one fits', small, {}, {}, 'fits', /1\.9 GiB/],
    ['a large one in full precision', large, {}, {}, 'will-not-fit', /wasm has 4 GiB/],
    ['its cache counts', large, { dtype: 'q4' }, {}, 'will-not-fit', /wasm has 4 GiB/],
    ['fewer frames help', large, { dtype: 'q4', frames: 2 }, {}, 'tight', /GiB/],
    ['too little memory', small, {}, { deviceMemory: 1 }, 'will-not-fit', /has about 1 GiB/],
    ['half of the memory', small, {}, { deviceMemory: 2 }, 'tight', /Close other tabs/],
    [
      'memory not told',
      named('SmolVLM2 500M'),
      {},
      { deviceMemory: null },
      'tight',
      /does not say/,
    ],
    ['too many frames', small, { frames: 200 }, {}, 'will-not-fit', /200 frames .*8192/],
    [
      'no half floats',
      small,
      { dtype: 'fp16' },
      { ...gpu, halfFloats: false },
      'will-not-fit',
      /shader-f16/,
    ],
    ['half floats', small, { dtype: 'fp16' }, gpu, 'fits', /GiB/],
    [
      'small buffers',
      qwen,
      { dtype: 'fp16' },
      { ...gpu, maxBuffer: 2 ** 27 },
      'will-not-fit',
      /largest weight takes 446 MiB.*128 MiB/,
    ],
  ] as const)('%s', (_what, model, change, machine, verdict, reason) => {
    expect(verdictOf(model, change, machine)).toEqual({
      verdict,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('is no where it takes one image, or its type does not run here', () => {
    expect(verdictOf(named('FastVLM 0.5B')).reason).toContain('one image only');
    expect(verdictOf(small, {}, {}, false).reason).toContain('type smolvlm');
  });

  it('never gets better with more frames', () => {
    const rank = ['will-not-fit', 'tight', 'fits'];
    fc.assert(
      fc.property(
        fc.constantFrom(...catalogue),
        fc.constantFrom(...dtypes),
        fc.constantFrom(onWasm, gpu, { ...onWasm, deviceMemory: 2 }),
        fc.integer({ min: 1, max: 300 }),
        (model, dtype, machine, frames) => {
          const few = { ...load, dtype, frames };
          const more = { ...few, frames: frames + 1 };
          expect(estimateMemory(model, more).total).toBeGreaterThan(
            estimateMemory(model, few).total,
          );
          expect(rank.indexOf(judge(model, more, machine, true).verdict)).toBeLessThanOrEqual(
            rank.indexOf(judge(model, few, machine, true).verdict),
          );
        },
      ),
    );
  });
});

describe('the catalogue', () => {
  it('names each model once, by a hub id and a commit', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    for (const { id, revision } of catalogue) {
      expect(id).toMatch(/^[\w.-]+\/[\w.-]+$/);
      if (revision !== null) expect(revision).toMatch(/^[0-9a-f]{40}$/);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionNames, sessionPath, type Dtype } from '../../../src/model/dtype.js';
import { inPasses, variantMemory } from '../../../src/model/export-passes.js';
import {
  dtypesOf,
  planVariants,
  type ExportWish,
  type PlannedVariants,
} from '../../../src/model/export-variants.js';
import type { ModelFiles } from '../../../src/model/model-files.js';

const config = {
  model_type: 'smolvlm',
  text_config: { hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 4 },
};

/** A model with files of 100, 200 and 300 bytes in each format, and whatever else is given. */
function aModel(
  formats: readonly Dtype[],
  {
    id = 'tiny',
    without = [],
    more = {},
  }: { id?: string; without?: readonly string[]; more?: Readonly<Record<string, Blob>> } = {},
): ModelFiles {
  const weights = formats.flatMap((dtype) =>
    sessionNames.map((name, i): [string, Blob] => [
      sessionPath(name, dtype),
      new Blob([new Uint8Array(100 * (i + 1))]),
    ]),
  );
  const entries: [string, Blob][] = [
    ['config.json', new Blob([JSON.stringify(config)])],
    ...weights.filter(([name]) => !without.includes(name)),
    ...Object.entries(more),
  ];
  return { id, source: 'folder', files: new Map(entries) };
}

const on =
  (provider: ExportWish['provider']) =>
  (files: ModelFiles, dtype: Dtype): ExportWish => ({ files, provider, dtype });
const [onWasm, onGpu] = [on('wasm'), on('webgpu')];

const told = ({ variants, leftOut }: PlannedVariants) => ({
  variants: variants.map(({ name }) => name),
  leftOut: leftOut.map(({ name }) => name),
});
const each = { eachSession: true, halfFloats: false };
const whole = { eachSession: false, halfFloats: false };

describe('the variants of an export check', () => {
  it('are the exports whole, and the reference with one session of each other format', () => {
    const model = aModel(['fp32', 'q8', 'q4']);
    const wishes = [onWasm(model, 'fp32'), onWasm(model, 'q8'), onWasm(model, 'q4')] as const;
    expect(told(planVariants(wishes, whole)).variants).toEqual(['fp32', 'q8', 'q4']);
    const { variants, leftOut } = planVariants(wishes, each);
    expect(leftOut).toEqual([]);
    expect(variants.map(({ name }) => name)).toEqual([
      'fp32',
      ...['q8', 'q8, vision only', 'q8, embeddings only', 'q8, decoder only'],
      ...['q4', 'q4, vision only', 'q4, embeddings only', 'q4, decoder only'],
    ]);
    expect(variants[4]?.dtypes).toEqual({
      vision_encoder: 'fp32',
      embed_tokens: 'fp32',
      decoder_model_merged: 'q8',
    });
  });

  it('leave out, by name and with the reason, what has no file; a session alone may still have one', () => {
    const model = aModel(['fp32', 'q4'], { without: ['onnx/embed_tokens_q4.onnx'] });
    const wishes = [onWasm(model, 'fp32'), onWasm(model, 'q4'), onWasm(model, 'fp16')] as const;
    const planned = planVariants(wishes, each);
    expect(told(planned)).toEqual({
      variants: ['fp32', 'q4, vision only', 'q4, decoder only'],
      leftOut: ['q4', 'q4, embeddings only', 'fp16'],
    });
    expect(planned.leftOut[0]?.why).toMatch(/no onnx\/embed_tokens_q4\.onnx/);
    expect(dtypesOf(model)).toEqual(['fp32', 'q4']);
  });

  it('are named by model and provider where there are several', () => {
    const [one, other] = [aModel(['fp32']), aModel(['fp32'])];
    const providers = planVariants([onWasm(one, 'fp32'), onGpu(one, 'fp32')], each);
    expect(told(providers).variants).toEqual(['fp32 on wasm', 'fp32 on webgpu']);
    const models = planVariants([onWasm(one, 'fp32'), onWasm(other, 'fp32')], each);
    expect(told(models).variants).toEqual(['tiny fp32', 'tiny (2) fp32']);
  });

  it('leave out half floats where the adapter has none', () => {
    const model = aModel(['fp32', 'fp16']);
    const wishes = [onGpu(model, 'fp32'), onGpu(model, 'fp16')] as const;
    expect(told(planVariants(wishes, whole)).leftOut).toEqual(['fp16']);
    expect(told(planVariants(wishes, { ...whole, halfFloats: true })).leftOut).toEqual([]);
  });

  it('cannot be without the reference', () => {
    const model = aModel(['q4']);
    expect(() => planVariants([onWasm(model, 'fp32')], each)).toThrow(/It has q4/);
  });
});

describe('passes', () => {
  it('take the memory of their files, external data included, and of the prompt', async () => {
    const data = { 'onnx/decoder_model_merged.onnx_data': new Blob([new Uint8Array(1000)]) };
    const model = aModel(['fp32'], { more: data });
    const [variant] = planVariants([onWasm(model, 'fp32')], whole).variants;
    const tokens = 10;
    // Weights, once more the largest file, 2 layers of 4 heads of 16, features, attention scores.
    const expected =
      1600 + 1300 + 2 * (2 * 2 * 64 * tokens * 4) + 2 * tokens * 64 * 4 + 4 * tokens * tokens * 4;
    expect(await variantMemory(variant, tokens)).toBe(expected);
  });

  it('fill up in order, and what fits nowhere is alone', () => {
    expect(inPasses([4, 4, 4, 12, 1], 10)).toEqual([[0, 1], [2], [3], [4]]);
    expect(inPasses([1, 2, 3], 100)).toEqual([[0, 1, 2]]);
    expect(inPasses([], 100)).toEqual([]);
  });

  it('hold each once, in order, and no more than fits unless alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.nat(30), (bytes, most) => {
        const passes = inPasses(bytes, most);
        expect(passes.flat()).toEqual(bytes.map((_, i) => i));
        for (const pass of passes) {
          const total = pass.reduce((sum, i) => sum + (bytes[i] ?? 0), 0);
          expect(pass.length === 1 || total <= most).toBe(true);
        }
      }),
    );
  });
});

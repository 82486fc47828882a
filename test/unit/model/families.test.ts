import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Prompt } from '../../../src/domain/index.js';
import { tokensOf, type Family, type VisionFeeds } from '../../../src/model/families/family.js';
import { loadFamily } from '../../../src/model/families/load-family.js';
import { nearestMultiple, smartResize } from '../../../src/model/families/smart-resize.js';
import { modelTypes } from '../../../src/model/model-config.js';
import {
  casePrompt,
  familyNames,
  formulaPicture,
  inPairs,
  type FamilyName,
  type FamilyReference,
  type PixelCase,
} from '../../support/family-reference.js';
import { folderModel } from '../../support/folder-model.js';

const folder = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/families/${name}`, import.meta.url));

interface Statistics {
  readonly image_mean: readonly number[];
  readonly image_std: readonly number[];
}

/**
 * Resizing is repeated bit by bit: a wrong pixel is off by a whole step. Padding is 0 after normalisation,
 * which lies between two steps.
 */
const largestStep = 0.501;

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;

/** Largest difference from the processor's pixels, in steps of 1/255 before normalisation. */
function worstPixel(
  runs: readonly VisionFeeds[],
  statistics: Statistics,
  one: Pick<PixelCase, 'channelStride' | 'values'>,
): number {
  const { channelStride } = one;
  const values = runs.flatMap((feeds) => Array.from(feeds['pixel_values']?.values ?? []));
  const expected = Buffer.from(one.values, 'base64');
  expect(values).toHaveLength(expected.length);
  return expected.reduce((worst, wanted, k) => {
    const channel = Math.floor(k / channelStride) % 3;
    const mean = statistics.image_mean[channel] ?? NaN;
    const std = statistics.image_std[channel] ?? NaN;
    return Math.max(worst, Math.abs(((values[k] ?? NaN) * std + mean) * 255 - wanted));
  }, 0);
}

describe.each(familyNames)('%s against its Python processor and tokenizer', (name) => {
  const reference = readJson(`${folder(name)}/reference.json`) as FamilyReference;
  const statistics = readJson(`${folder(name)}/preprocessor_config.json`) as Statistics;
  let family: Family;

  beforeAll(async () => {
    ({ family } = await loadFamily(await folderModel(folder(name))));
  });

  it.each(reference.cases)('gives the same token ids and positions: $name', (one) => {
    const pairs = inPairs(one) ? family.framePairs : null;
    const shown = pairs ? one.frames.filter((_, i) => i % 2 === 0) : one.frames;
    const rendered = family.render(casePrompt(one), {
      frames: shown.map(
        ([width, height]) => pairs?.shape(width, height) ?? family.shape(width, height, 'whole'),
      ),
      query: one.query && family.shape(...one.query.size, one.query.treatment),
    });
    expect(rendered.ids).toEqual(one.inputIds);
    expect(family.positionIds(rendered)).toEqual(one.positionIds ?? null);
  });

  it.each(reference.pixels)('gives the same pixels: $size, $treatment', (one) => {
    const runs = family.preprocess(formulaPicture(one.size, one.index), one.treatment);
    const [run, ...more] = runs;
    const depth = run?.['pixel_values']?.dims.at(-1);
    expect(depth).toBe(one.dims.at(-1));
    expect(tokensOf(family.shape(...one.size, one.treatment))).toBe(one.tokens);
    if (one.treatment === 'whole') expect(more).toHaveLength(0);
    expect(worstPixel(runs, statistics, one)).toBeLessThan(largestStep);
  });

  it('gives the same pixels of pairs of frames, or takes none', () => {
    expect(family.framePairs === null).toBe(reference.pairs === undefined);
    for (const one of reference.pairs ?? []) {
      const [first, second] = [one.index, one.index + 1].map((i) => formulaPicture(one.size, i));
      const runs = first && second && family.framePairs?.preprocess(first, second);
      expect(runs?.[0]?.['pixel_values']?.dims).toEqual(one.dims);
      const shape = family.framePairs?.shape(...one.size);
      expect(shape && tokensOf(shape)).toBe(one.tokens);
      expect(worstPixel(runs ?? [], statistics, one)).toBeLessThan(largestStep);
    }
  });

  it('refuses pairs of frames by name where it takes none', () => {
    if (family.framePairs) return;
    const prompt: Prompt = {
      version: 'standard/1',
      segments: [{ name: 'frames', parts: [{ type: 'frame-pair', index: 0 }] }],
    };
    const frames = [family.shape(40, 24, 'whole')];
    const render = () => family.render(prompt, { frames, query: null });
    expect(render).toThrow(expect.objectContaining({ code: 'unsupported-model' }));
  });
});

describe('smartResize', () => {
  it('rounds halves to the even multiple, as Python does', () => {
    const rounded = [14, 42, 70, 69, 71].map((side) => nearestMultiple(side, 28));
    expect(rounded).toEqual([0, 56, 56, 56, 84]);
    const limits = { factor: 28, minPixels: 1, maxPixels: 1e9 };
    expect(smartResize(70, 42, limits)).toEqual({ width: 56, height: 56 });
  });

  it('keeps the area within its limits', () => {
    const limits = { factor: 28, minPixels: 56 * 56, maxPixels: 28 * 28 * 16 };
    expect(smartResize(10, 10, limits)).toEqual({ width: 56, height: 56 });
    expect(smartResize(1920, 1080, limits)).toEqual({ width: 140, height: 84 });
  });

  it('refuses what the processor refuses', () => {
    const limits = { factor: 28, minPixels: 56 * 56, maxPixels: 1e6 };
    expect(() => smartResize(2010, 10, limits)).toThrow(/2010 x 10/);
  });
});

/** Inputs of the decoder's caches where config.json says other things of its layers. */
async function pastsOf(name: FamilyName, layers: Record<string, unknown>): Promise<string[]> {
  const model = await folderModel(folder(name));
  const config = readJson(`${folder(name)}/config.json`) as Record<string, object>;
  const { layer_types: _, ...text } = config['text_config'] as Record<string, unknown>;
  const changed = JSON.stringify({ ...config, text_config: { ...text, ...layers } });
  const files = new Map([...model.files, ['config.json', new Blob([changed])]]);
  const { family } = await loadFamily({ ...model, files });
  return family.cacheLayout.entries.map(({ past }) => past);
}
const attention = (layer: number) =>
  ['key', 'value'].map((part) => `past_key_values.${layer}.${part}`);

describe('Qwen3.5', () => {
  it('takes every fourth layer for attention, or as many as the configuration says', async () => {
    const states = (layer: number) => [`past_conv.${layer}`, `past_recurrent.${layer}`];
    const hybrid = [...states(0), ...attention(1), ...states(2)];
    expect(await pastsOf('qwen3_5', { full_attention_interval: 2 })).toEqual(hybrid);
    expect(await pastsOf('qwen3_5', { layer_types: null })).toEqual([0, 1, 2].flatMap(states));
  });
});

describe('LFM2-VL', () => {
  const pastsWith = (layers: Record<string, unknown>) => pastsOf('lfm2_vl', layers);

  it('takes the layers of a configuration that lists those with attention alone', async () => {
    const hybrid = ['past_conv.0', ...attention(1), 'past_conv.2'];
    expect(await pastsWith({ layer_types: ['conv', 'full_attention', 'conv'] })).toEqual(hybrid);
    expect(await pastsWith({ full_attn_idxs: [1] })).toEqual(hybrid);
    expect(await pastsWith({ full_attn_idxs: [1], layer_types: null })).toEqual(hybrid);
  });

  it('takes every layer for attention where the configuration says nothing of them', async () => {
    expect(await pastsWith({})).toEqual([0, 1, 2].flatMap(attention));
  });
});

describe('families', () => {
  it('are all tested against PyTorch, SmolVLM with the demo model', () => {
    expect(Object.keys(modelTypes).toSorted()).toEqual(['smolvlm', ...familyNames].toSorted());
  });
});

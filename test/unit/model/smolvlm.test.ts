import { openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Prompt } from '../../../src/domain/index.js';
import { sizeForLongestEdge, SmolVlm } from '../../../src/model/families/smolvlm.js';
import {
  readImageProcessorConfig,
  readImageSequenceLength,
  readModelConfig,
} from '../../../src/model/model-config.js';
import type { ModelFiles } from '../../../src/model/model-files.js';
import { loadTokenizer } from '../../../src/model/tokenizer.js';
import {
  referencePicture,
  referencePrompt,
  type DemoReference,
} from '../../support/demo-reference.js';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const reference = JSON.parse(
  readFileSync(path('test/fixtures/demo-model/reference.json'), 'utf8'),
) as DemoReference;

let family: SmolVlm;

beforeAll(async () => {
  const folder = path('public/demo/model');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const files = new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, Blob]> => [
        name,
        await openAsBlob(`${folder}/${name}`),
      ]),
    ),
  );
  const model: ModelFiles = { id: 'demo', source: 'demo', files };
  const config = await readModelConfig(model);
  family = new SmolVlm(
    await loadTokenizer(model),
    config,
    await readImageProcessorConfig(model),
    await readImageSequenceLength(model, config),
    'demo',
  );
});

describe('SmolVlm against the Python processor and tokenizer', () => {
  it.each(reference.cases)('gives the same token ids: $name', (one) => {
    const { ids, places } = family.render(referencePrompt(reference, one));
    expect(ids).toEqual(one.inputIds);
    expect(places).toHaveLength(one.pictures.length);
  });

  it('gives the same pixel values, within 1/255 before normalisation', () => {
    const tile = family.preprocess(referencePicture(reference, 0));
    const { shape, values } = reference.pixelValues;
    expect([3, tile.height, tile.width]).toEqual(shape);
    const worst = values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (tile.data[i] ?? 9))),
      0,
    );
    // Normalised by 0.5, one step of 8 bits is 2/255; equal but for the fixture's rounding.
    expect(worst).toBeLessThan(1e-4);
  });
});

describe('SmolVlm', () => {
  const say = (text: string): Prompt => ({
    version: 'standard/1',
    segments: [{ name: 'question', parts: [{ type: 'text', text }] }],
  });

  it('keeps the text as rendered, with image places marked once', () => {
    const [one] = reference.cases;
    if (!one) throw new Error('The fixture is empty.');
    const { text } = family.render(referencePrompt(reference, one));
    expect(text.split('<image>')).toHaveLength(one.pictures.length + 1);
    expect(text).not.toContain('<global-img>');
  });

  it('refuses a question that holds a special token, instead of misreading it', () => {
    expect(() => family.render(say('What is <image>?'))).toThrow(/contains <image>/);
  });

  it.each([
    [640, 360, 512, { width: 512, height: 288 }],
    [360, 640, 512, { width: 288, height: 512 }],
    [100, 33, 64, { width: 64, height: 22 }],
    [1000, 1, 64, { width: 64, height: 1 }],
  ])(
    'sizes %d x %d for a longest edge of %d as the processor does',
    (width, height, edge, size) => {
      expect(sizeForLongestEdge(width, height, edge)).toEqual(size);
    },
  );
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Prompt } from '../../../src/domain/index.js';
import type { Family, PromptPictures } from '../../../src/model/families/family.js';
import { loadFamily } from '../../../src/model/families/load-family.js';
import { sizeForLongestEdge, tilesOf } from '../../../src/model/families/smolvlm-tiles.js';
import {
  referencePicture,
  referencePrompt,
  type DemoReference,
  type ReferenceCase,
} from '../../support/demo-reference.js';
import { folderModel } from '../../support/folder-model.js';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const reference = JSON.parse(
  readFileSync(path('test/fixtures/demo-model/reference.json'), 'utf8'),
) as DemoReference;

let family: Family;

beforeAll(async () => {
  ({ family } = await loadFamily(await folderModel(path('public/demo/model'))));
});

/** Shapes of the pictures that a case shows: frames, then the query image. */
function shapes({ pictures }: ReferenceCase): PromptPictures {
  const { width, height } = reference.picture;
  const shape = family.shape(width, height, 'whole');
  const frames = pictures.filter((i) => i < 100).map(() => shape);
  return { frames, query: frames.length < pictures.length ? shape : null };
}

describe('SmolVlm against the Python processor and tokenizer', () => {
  it.each(reference.cases)('gives the same token ids: $name', (one) => {
    const { ids, places } = family.render(referencePrompt(reference, one), shapes(one));
    expect(ids).toEqual(one.inputIds);
    expect(places).toHaveLength(one.pictures.length);
  });

  it('gives the same pixel values, within 1/255 before normalisation', () => {
    const [feeds] = family.preprocess(referencePicture(reference, 0), 'whole');
    const { shape, values } = reference.pixelValues;
    const tile = feeds?.['pixel_values'] ?? { dims: [], values: [] };
    expect(tile.dims).toEqual([1, 1, ...shape]);
    const worst = values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (tile.values[i] ?? 9))),
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
    const { text } = family.render(referencePrompt(reference, one), shapes(one));
    expect(text.split('<image>')).toHaveLength(one.pictures.length + 1);
    expect(text).not.toContain('<global-img>');
  });

  it('refuses a question that holds a special token, instead of misreading it', () => {
    expect(() => family.render(say('What is <image>?'), { frames: [], query: null })).toThrow(
      /contains <image>/,
    );
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

  // As processing 2048 or 128 pixels' longest edge in tiles of 512 or 64 gives: see the processor's own counts
  // in the families' fixtures; a picture that fits one tile is not cut.
  it.each([
    [640, 360, 512, 2048, { rows: 3, columns: 4 }],
    [360, 640, 512, 2048, { rows: 4, columns: 3 }],
    [50, 50, 64, 128, { rows: 2, columns: 2 }],
    [300, 20, 64, 128, { rows: 1, columns: 2 }],
    [90, 50, 64, 64, null],
  ])('cuts %d x %d, tiles of %d, longest edge %d', (width, height, side, longestEdge, tiles) => {
    expect(tilesOf({ width, height }, 'split', { side, longestEdge })).toEqual(tiles);
    expect(tilesOf({ width, height }, 'whole', { side, longestEdge })).toBeNull();
  });
});

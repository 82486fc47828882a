import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadFamily } from '../../../src/model/families/load-family.js';
import {
  heightInWords,
  pictureCosts,
  splittingInWords,
  type PictureCost,
} from '../../../src/model/picture-costs.js';
import { tokenBudget } from '../../../src/model/token-budget.js';
import { folderModel } from '../../support/folder-model.js';

const folder = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/families/${name}`, import.meta.url));

async function costsOf(family: string, ...sizes: [number, number][]) {
  const loaded = await loadFamily(await folderModel(folder(family)));
  return pictureCosts(
    loaded.family,
    sizes.map(([width, height]) => ({ width, height })),
  );
}

describe('what a picture takes of a prompt', () => {
  // Tiles of 32 pixels, the longest edge made 96: 3 x 2, and the whole.
  test('of Idefics3 and SmolVLM: tiles and the whole, each with the same tokens', async () => {
    const { tokensPerImage, sizes } = await costsOf('idefics3', [128, 72], [16, 16]);
    const perTile = tokensPerImage ?? NaN;
    expect(perTile).toBeGreaterThan(0);
    expect(sizes[0]).toEqual({
      ...{ width: 128, height: 72 },
      whole: { tiles: 0, pictures: 1, tokens: perTile },
      split: { tiles: 6, pictures: 7, tokens: 7 * perTile },
    });
    expect(sizes[1]?.split).toEqual({ tiles: 9, pictures: 10, tokens: 10 * perTile });
  });

  test('of Qwen2-VL: by its size, never in tiles', async () => {
    const { tokensPerImage, sizes } = await costsOf('qwen2_vl', [128, 72], [16, 16]);
    expect(tokensPerImage).toBeNull();
    const [large, small] = sizes;
    expect(large?.split).toEqual(large?.whole);
    expect(large?.whole.tiles).toBe(0);
    expect(small?.whole.tokens).toBeLessThan(large?.whole.tokens ?? 0);
  });

  test('of LFM2-VL: in tiles where it is large', async () => {
    const [large, small] = (await costsOf('lfm2_vl', [1280, 720], [40, 30])).sizes;
    expect(large?.split.tiles).toBeGreaterThan(1);
    expect(large?.split.tokens).toBeGreaterThan(large?.whole.tokens ?? Infinity);
    expect(small?.split).toEqual(small?.whole);
  });
});

const whole = (tokens: number): PictureCost => ({ tiles: 0, pictures: 1, tokens });
const size = { width: 1280, height: 720 };

describe('in words', () => {
  test('splitting tells its tiles and tokens against those of the whole', () => {
    const split = { tiles: 16, pictures: 17, tokens: 1088 };
    expect(splittingInWords({ ...size, whole: whole(64), split })).toBe(
      '16 tiles and the whole image, 1,088 image tokens instead of 64, for an image of 1,280 x 720.',
    );
    const bare = { tiles: 2, pictures: 2, tokens: 512 };
    expect(splittingInWords({ ...size, whole: whole(256), split: bare })).toContain(
      '2 tiles, 512 image tokens',
    );
    expect(splittingInWords({ ...size, whole: whole(64), split: whole(64) })).toContain(
      'does not split an image of 1,280 x 720: 64 image tokens either way',
    );
  });

  test('a height means more blur to a model of fixed tokens, and fewer tokens to others', () => {
    const native = { ...size, whole: whole(1196), split: whole(1196) };
    const scaled = { width: 640, height: 360, whole: whole(299), split: whole(299) };
    expect(heightInWords(64, native, scaled)).toBe(
      'This model takes 64 tokens a frame whatever its height: a smaller height means equal tokens, more blur.',
    );
    expect(heightInWords(null, native, scaled)).toBe(
      'A frame of 1,280 x 720 takes 1,196 image tokens, and 299 at height 360: no equal token budget (299 to 1,196 visual tokens).',
    );
    expect(heightInWords(null, native, native)).toContain('they depend on its size');
  });

  test.each([
    [[1000, 1050], false, 'equal token budget'],
    [[1050, 1020, 1000], false, 'equal token budget'],
    [[1000, 1051], false, 'no equal token budget (1,000 to 1,051 visual tokens)'],
    [[64, 64, 64], true, 'equal tokens, more blur'],
    [[2048, 1024], true, 'no equal token budget (1,024 to 2,048 visual tokens)'],
    [[0, 0], false, 'equal token budget'],
  ])('%j visual tokens, fixed per frame: %s', (tokens, fixed, words) => {
    expect(tokenBudget(tokens, fixed)).toBe(words);
  });
});

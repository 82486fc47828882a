import { afterEach, describe, expect, it } from 'vitest';
import { letters, type Provider } from '../../src/domain/index.js';
import { Decoder } from '../../src/model/decoder.js';
import { Embedder } from '../../src/model/embedder.js';
import type { Treatment } from '../../src/model/families/family.js';
import { loadFamily } from '../../src/model/families/load-family.js';
import { letterTokens, scoreLogits } from '../../src/model/letters.js';
import { loadModel } from '../../src/model/load.js';
import { Pictures } from '../../src/model/pictures.js';
import type { ModelRuntime } from '../../src/model/runtime.js';
import { createSessions, type Sessions } from '../../src/model/sessions.js';
import { familyModel, familyReference } from '../support/family-model.js';
import {
  casePrompt,
  familyNames,
  formulaPicture,
  inPairs,
  queryIndex,
  type FamilyCase,
  type FamilyName,
} from '../support/family-reference.js';

const dtypes = {
  vision_encoder: 'fp32',
  embed_tokens: 'fp32',
  decoder_model_merged: 'fp32',
} as const;

let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
});

/** Encodes the pictures of cases, each picture once. */
function encoderOf(on: Pick<ModelRuntime, 'encode' | 'encodePair'>) {
  const known = new Map<string, number>();
  const once = async (key: unknown, encode: () => Promise<{ handle: number }>) => {
    const handle = known.get(JSON.stringify(key)) ?? (await encode()).handle;
    known.set(JSON.stringify(key), handle);
    return handle;
  };
  const handleOf = (size: readonly [number, number], i: number, treatment: Treatment) =>
    once([size, i, treatment], () => on.encode(formulaPicture(size, i), treatment));
  return async (one: FamilyCase) => {
    const { frames: sizes, query } = one;
    const frames: number[] = [];
    for (const [i, size] of sizes.entries()) {
      if (!inPairs(one)) frames.push(await handleOf(size, i, 'whole'));
      else if (i % 2 === 0) {
        const second = i + 1 < sizes.length ? formulaPicture(size, i + 1) : null;
        const pair = () => on.encodePair(formulaPicture(size, i), second);
        frames.push(await once([size, i, second ? 'pair' : 'alone'], pair));
      }
    }
    const image = query && (await handleOf(query.size, queryIndex, query.treatment));
    return { frames, image };
  };
}

/** Logits after a prompt that is read whole, by the runtime's own parts. */
async function openFamily(name: FamilyName, provider: Provider) {
  const files = await familyModel(name);
  const { family, config } = await loadFamily(files);
  const { cacheLayout } = family;
  const sessions: Sessions = await createSessions(files, dtypes, provider, cacheLayout, () => {
    // Nothing to show.
  });
  ends.push(() => Promise.all(Object.values(sessions).map((session) => session.release())));
  const size = config.text_config.hidden_size;
  const pictures = new Pictures(sessions.vision_encoder, family, size);
  const embedder = new Embedder(sessions.embed_tokens, pictures);
  const decoder = new Decoder(sessions.decoder_model_merged, size, cacheLayout);
  const encode = encoderOf(pictures);
  return async (one: FamilyCase) => {
    const { frames, image } = await encode(one);
    const prompt = family.render(casePrompt(one), {
      frames: frames.map((handle) => pictures.shapeOf(handle)),
      query: image === null ? null : pictures.shapeOf(image),
    });
    const handles = prompt.places.map((place) =>
      place.image === 'query' ? image : (frames[place.image] ?? null),
    );
    const { length } = prompt.ids;
    const data = await embedder.prompt(prompt, handles, 0, length);
    const positions = family.positionIds(prompt);
    return decoder.logitsAfter({ data, length, positions }, null);
  };
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))));

const tolerances = [
  ['wasm', 1e-4],
  ['webgpu', 1e-3],
] as const;

describe.each(familyNames)('%s against PyTorch', (name) => {
  it.each(tolerances)('gives the same logits for every prompt on %s', async (provider, most) => {
    const { cases } = await familyReference(name);
    const logitsOf = await openFamily(name, provider);
    expect(cases.map(({ frames }) => frames.length)).toContain(32);
    // A software GPU takes long over 32 frames: two families are asked with them here.
    const spared = provider === 'webgpu' && !['idefics3', 'qwen2_5_vl'].includes(name);
    for (const one of cases) {
      if (spared && one.frames.length === 32) continue;
      const worst = largest(one.lastLogits, await logitsOf(one));
      expect(worst, one.name).toBeLessThan(most);
    }
  });

  it('goes on with the same tokens', async () => {
    const { cases } = await familyReference(name);
    const files = await familyModel(name);
    const { runtime } = await loadModel(files, { device: 'wasm', dtype: 'fp32' }, () => undefined);
    ends.push(() => runtime.end());
    const encode = encoderOf(runtime);
    const longer = cases.filter(({ greedyIds }) => greedyIds.length > 1);
    expect(longer.length).toBeGreaterThan(4);
    for (const one of longer) {
      const asked = { prompt: casePrompt(one), ...(await encode(one)) };
      const limits = { maxTokens: one.greedyIds.length, stop: [] };
      expect((await runtime.generate(asked, limits)).tokens, one.name).toEqual(one.greedyIds);
    }
  });

  it('gives the same with the beginning of the prompt reused as without', async () => {
    const { cases } = await familyReference(name);
    const files = await familyModel(name);
    const { tokenizer } = await loadFamily(files);
    const tokens = letterTokens(tokenizer, letters, name);
    const { runtime } = await loadModel(files, { device: 'wasm', dtype: 'fp32' }, () => undefined);
    ends.push(() => runtime.end());
    const logitsOf = await openFamily(name, 'wasm');
    const encode = encoderOf(runtime);
    for (const one of cases.filter(({ frames }) => frames.length > 0)) {
      const asked = { prompt: casePrompt(one), ...(await encode(one)), letters };
      const first = await runtime.ask(asked);
      const again = await runtime.ask(asked);
      const whole = scoreLogits(await logitsOf(one), tokens, letters).letterLogprobs;
      expect(first.promptTokens).toBe(one.inputIds.length);
      expect(again.reusedTokens, one.name).toBeGreaterThan(one.inputIds.length / 2);
      for (const answer of [first, again]) {
        const given = letters.map((letter) => answer.letterLogprobs[letter] ?? NaN);
        const wanted = letters.map((letter) => whole[letter] ?? NaN);
        expect(largest(given, wanted), one.name).toBeLessThan(1e-5);
      }
    }
  });
});

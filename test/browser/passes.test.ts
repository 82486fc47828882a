import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { letters, type Provider } from '../../src/domain/index.js';
import { Decoder, freeCache, type Embeddings } from '../../src/model/decoder.js';
import { loadFamily } from '../../src/model/families/load-family.js';
import type { ModelAnswer, ModelFiles } from '../../src/model/index.js';
import { loadModel } from '../../src/model/load.js';
import type { ModelRuntime } from '../../src/model/runtime.js';
import { createSessions, type Sessions } from '../../src/model/sessions.js';
import { pictureOf, promptOf, type Asking } from '../support/demo-questions.js';
import { demoModelFiles } from '../support/demo.js';

let files: ModelFiles;
let runtime: ModelRuntime | null = null;

beforeAll(async () => {
  files = await demoModelFiles();
});

afterEach(async () => {
  await runtime?.end();
  runtime = null;
});

async function load(device: Provider = 'wasm'): Promise<ModelRuntime> {
  ({ runtime } = await loadModel(files, { device, dtype: 'fp32' }, () => undefined));
  return runtime;
}

const handleOf = async (on: ModelRuntime, i: number) =>
  (await on.encode(pictureOf(i), 'whole')).handle;

const dtypes = {
  vision_encoder: 'fp32',
  embed_tokens: 'fp32',
  decoder_model_merged: 'fp32',
} as const;

/** The sessions of the demo model without a runtime around them. */
async function bareDecoder() {
  const { family, config } = await loadFamily(files);
  const sessions: Sessions = await createSessions(
    files,
    dtypes,
    'wasm',
    family.cacheLayout,
    () => undefined,
  );
  const size = config.text_config.hidden_size;
  const decoder = (longest?: number) =>
    new Decoder(sessions.decoder_model_merged, size, family.cacheLayout, longest);
  return { decoder, size };
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))));

describe('a prompt read in stretches', () => {
  it('gives the logits of one that is read at once', async () => {
    const { decoder, size } = await bareDecoder();
    const length = 301;
    const data = Float32Array.from({ length: length * size }, (_, i) => Math.sin(i * 1.7) * 0.1);
    const embeddings: Embeddings = { data, length, positions: null };
    const whole = await decoder(length).logitsAfter(embeddings, null);
    for (const longest of [300, 64, 7]) {
      const cut = await decoder(longest).logitsAfter(embeddings, null);
      expect(largest(cut, whole)).toBeLessThan(1e-5);
    }
    const cache = await decoder(50).extend(embeddings, null);
    expect(cache.length).toBe(length);
    expect(Object.values(cache.tensors)[0]?.dims[2]).toBe(length);
    freeCache(cache);
  });
});

describe('beginnings that prompts share', () => {
  const ask = async (on: ModelRuntime, handles: readonly number[], asking: Asking) =>
    on.ask({
      prompt: promptOf(asking),
      frames: handles.slice(0, asking.frames),
      image: handles[asking.frames] ?? null,
      letters,
    });

  const difference = (a: ModelAnswer, b: ModelAnswer) =>
    largest(Object.values(a.letterLogprobs), Object.values(b.letterLogprobs));

  it.each(['video-first', 'image-first'] as const)(
    'are read once, %s, and change no answer',
    async (order) => {
      const frames = 4;
      const on = await load();
      const encoded = (ids: readonly number[]) => Promise.all(ids.map((i) => handleOf(on, i)));
      const shown = [0, 1, 2, 3];
      const results: { asking: Asking; image: number; answer: ModelAnswer }[] = [];
      const handles = await encoded(shown);
      for (const [question, image] of [10, 11].entries()) {
        const query = await handleOf(on, image);
        for (const rotation of [0, 1, 2]) {
          const asking = { frames, order, question, rotation };
          results.push({ asking, image, answer: await ask(on, [...handles, query], asking) });
        }
        on.release([query]);
      }
      for (const { asking, image, answer } of results) {
        // Pictures that were encoded anew are others: nothing is reused.
        const plain = await ask(on, await encoded([...shown, image]), asking);
        expect(plain.reusedTokens).toBe(0);
        expect(difference(answer, plain)).toBeLessThan(1e-5);
        // All but the options and the opening of the answer.
        if (asking.rotation > 0) expect(answer.promptTokens - answer.reusedTokens).toBeLessThan(60);
        else if (asking.question > 0 && order === 'video-first')
          expect(answer.reusedTokens).toBeGreaterThan(frames * 3);
        else expect(answer.reusedTokens).toBe(0);
      }
    },
  );
});

describe('generation', () => {
  it('goes on with the most likely token until an end token or the limit', async () => {
    const on = await load();
    const handles = await Promise.all([0, 1, 2, 3, 10].map((i) => handleOf(on, i)));
    const asked = {
      prompt: promptOf({ frames: 4, order: 'video-first', question: 0, rotation: 0 }),
      frames: handles.slice(0, 4),
      image: handles[4] ?? null,
    };
    const long = await on.generate(asked, { maxTokens: 6, stop: [] });
    expect(long.tokens.length).toBeGreaterThan(0);
    expect(long.end === 'length').toBe(long.tokens.length === 6);
    // What the model says first is what the letters' logits say, and shorter limits cut the same text.
    const { letterLogprobs } = await on.ask({ ...asked, letters });
    const best = letters.toSorted(
      (a, b) => (letterLogprobs[b] ?? -Infinity) - (letterLogprobs[a] ?? -Infinity),
    )[0];
    expect(long.text.trim().startsWith(best ?? '?')).toBe(true);
    const short = await on.generate(asked, { maxTokens: 1, stop: [] });
    expect(short.tokens).toEqual(long.tokens.slice(0, 1));
    expect(short.reusedTokens).toBeGreaterThan(0);
    const stopped = await on.generate(asked, { maxTokens: 6, stop: [best ?? ''] });
    expect(stopped).toMatchObject({ end: 'stop', tokens: long.tokens.slice(0, 1) });
    expect(stopped.text.includes(best ?? '')).toBe(false);
  });

  it('gives the tokens that reading everything again would give', async () => {
    const { decoder, size } = await bareDecoder();
    const whole = decoder();
    const row = (i: number) => Array.from({ length: size }, (_, j) => Math.sin(i * 31 + j) * 0.1);
    const rows = Array.from({ length: 20 }, (_, i) => row(i));
    const all = (n: number): Embeddings => ({
      data: Float32Array.from(rows.slice(0, n).flat()),
      length: n,
      positions: null,
    });
    let { cache } = await whole.step(all(17), null);
    for (const n of [18, 19, 20]) {
      const one = { data: Float32Array.from(rows[n - 1] ?? []), length: 1, positions: null };
      const next = await whole.step(one, cache);
      freeCache(cache);
      ({ cache } = next);
      expect(largest(next.logits, await whole.logitsAfter(all(n), null))).toBeLessThan(1e-5);
    }
    freeCache(cache);
  });
});

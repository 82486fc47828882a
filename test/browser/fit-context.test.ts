import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  defaultProtocol,
  letters,
  type Dataset,
  type MediaMatch,
  type Protocol,
} from '../../src/domain/index.js';
import { fitContext } from '../../src/evaluation/index.js';
import { createFrameDecoder } from '../../src/frames/index.js';
import { Model } from '../../src/model/index.js';
import { pictureOf, promptOf } from '../support/demo-questions.js';
import { demoData, demoModelFiles } from '../support/demo.js';

const decoder = createFrameDecoder();
let model: Model;
let dataset: Dataset;
let media: MediaMatch;

beforeAll(async () => {
  ({ dataset, media } = await demoData(2));
  const files = await demoModelFiles();
  model = await Model.load(files, { device: 'wasm', dtype: 'auto' }, () => undefined);
});

afterAll(async () => {
  model.end();
  await decoder.close();
});

const fit = (change: Partial<Protocol>, tokenLimit: number | null = null) =>
  fitContext({
    dataset,
    media,
    protocol: { ...defaultProtocol, ...change },
    tokenLimit,
    model,
    decoder,
    signal: new AbortController().signal,
  });

describe('prompts counted before a run', () => {
  it('have the tokens that the model then reads', async () => {
    const prompt = promptOf({ frames: 2, order: 'image-first', question: 1, rotation: 3 });
    const [a, b, query] = [pictureOf(1, 64, 48), pictureOf(2, 64, 48), pictureOf(3, 30, 50)];
    const counted = await model.countTokens({
      prompt,
      frames: [a, b].map(({ width, height }) => ({ width, height })),
      image: { width: query.width, height: query.height, treatment: 'split' },
    });
    const handles = [
      (await model.encode(a, 'whole')).handle,
      (await model.encode(b, 'whole')).handle,
    ];
    const image = (await model.encode(query, 'split')).handle;
    const { promptTokens } = await model.ask({ prompt, frames: handles, image, letters });
    expect(counted).toBe(promptTokens);
  });

  it('refuse a run that the model has no room for, and say what fits', async () => {
    const refused = await fit({ frames: 1000 }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'context-exceeded' });
    const { message } = refused as Error;
    expect(message).toMatch(/has \d+ tokens with 1000 frames, and demo may read 2048\./);
    const most = Number(/At most (\d+) frames fit/.exec(message)?.[1]);
    expect((await fit({ frames: most })).tokens).toBeLessThanOrEqual(2048);
    await expect(fit({ frames: most + 1 })).rejects.toMatchObject({ code: 'context-exceeded' });
  });

  it('let a token limit choose the number of frames', async () => {
    const { protocol, tokens } = await fit({ frames: 1 }, 256);
    expect(protocol.frames).toBeGreaterThan(1);
    expect(tokens).toBeLessThanOrEqual(256);
    await expect(fit({}, 20)).rejects.toThrow(/Not even one frame fits/);
    expect((await fit({ condition: 'text-only', frames: 7 }, 256)).protocol.frames).toBe(7);
  });
});

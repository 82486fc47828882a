import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  defaultProtocol,
  referenceProtocol,
  type Answer,
  type Dataset,
  type MediaMatch,
  type Protocol,
} from '../../src/domain/index.js';
import { Execution, newRun } from '../../src/evaluation/index.js';
import { createFrameDecoder, type FrameDecoder } from '../../src/frames/index.js';
import { Model, type LoadedModel, type ModelFiles } from '../../src/model/index.js';
import { frameOrder, optionOrders } from '../../src/prompt/index.js';
import { toReferenceResults } from '../../src/report/index.js';
import { scoreText } from '../../src/scoring/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { aRun } from '../support/results.js';
import { demoData, demoModelFiles } from '../support/demo.js';

let dataset: Dataset;
let media: MediaMatch;
let modelFiles: ModelFiles;
let store: Store;
let decoder: FrameDecoder;
let loaded: LoadedModel;

beforeAll(async () => {
  ({ dataset, media } = await demoData(2, 2));
  modelFiles = await demoModelFiles();
  store = await openStore(`reference-mode-${Date.now()}`);
  decoder = createFrameDecoder();
  const model = await loadModel();
  loaded = model.info;
  model.end();
});

afterAll(async () => {
  store.close();
  await decoder.close();
});

const loadModel = () => Model.load(modelFiles, { device: 'wasm', dtype: 'auto' }, () => undefined);

async function answersTo(change: Partial<Protocol>): Promise<Answer[]> {
  const protocol = { ...defaultProtocol, frames: 4, ...change };
  const run = newRun({ dataset, media, protocol, model: loaded, demo: true, versions: {} });
  await store.saveDataset(dataset);
  await store.saveRun(run);
  const around = { store, decoder, dataset, media, loadModel, onProgress: () => undefined };
  expect(await new Execution([run], around).execute()).toBe('finished');
  return store.answersOf(run.id);
}

describe('a run in reference mode', () => {
  it('asks the harness’s text, orders options as CPython, generates, and reads as it does', async () => {
    const answers = await answersTo({ ...referenceProtocol, maxTokens: 8, seed: 5 });
    const order = optionOrders(dataset.samples, { shuffle: 'reference', seed: 5 });
    expect(answers).toHaveLength(dataset.samples.length);
    for (const answer of answers) {
      const sample = dataset.samples.find(({ ordinal }) => ordinal === answer.sample);
      if (!sample) throw new Error('An answer to no question.');
      expect(answer).toMatchObject({ ...order(sample, 0), error: null });
      expect(answer.prompt.version).toBe('reference/1');
      expect(answer.prompt.text).toMatch(
        /divided into 4 evenly spaced frames across its \d+\.\d+ seconds duration, followed by an image\./,
      );
      expect(answer.prompt.text).toContain(`and the image.${sample.question}？\na. `);
      expect(answer.text).not.toBeNull();
      expect(scoreText(answer.text ?? '', answer, 'reference')).toMatchObject({
        ...{ letter: answer.letter, outcome: answer.outcome, reason: answer.reason },
      });
      expect(answer.letterMass).toBeGreaterThan(0);
      expect(answer.timings.generateMs).toBeGreaterThan(0);
    }
    const [first = ''] = toReferenceResults(dataset.samples, answers, aRun()).split('\n');
    const results = Object.values(JSON.parse(first) as Record<string, Record<string, unknown>[]>);
    expect(results.flat().map((result) => result['model_response'])).toEqual(
      answers.slice(0, results.flat().length).map(({ text }) => text),
    );
  });

  it('gives the letters that scoring by letters gives of the same prompts', async () => {
    const generated = await answersTo({ scoring: 'generate', maxTokens: 4 });
    const lettered = await answersTo({});
    for (const [i, { letterLogprobs, prompt }] of lettered.entries()) {
      expect(generated[i]?.prompt.text).toBe(prompt.text);
      for (const [letter, value] of Object.entries(letterLogprobs ?? {}))
        expect(generated[i]?.letterLogprobs).toHaveProperty(letter, expect.closeTo(value, 3));
    }
  });
});

describe('frames-shuffled', () => {
  it('shows each sample the frames in an order of its own, labels in place', async () => {
    const [full, shuffled] = [
      await answersTo({}),
      await answersTo({ condition: 'frames-shuffled' }),
    ];
    for (const [i, answer] of shuffled.entries()) {
      const before = full[i];
      const sample = dataset.samples.find(({ ordinal }) => ordinal === answer.sample);
      if (!before || !sample) throw new Error('The runs answer different questions.');
      expect(answer.prompt.text).toBe(before.prompt.text);
      const order = frameOrder({ condition: 'frames-shuffled', seed: 0 }, sample, 4);
      expect(answer.frames).toEqual(order?.map((place) => before.frames[place]));
      expect(answer.letterLogprobs).not.toEqual(before.letterLogprobs);
    }
  });
});

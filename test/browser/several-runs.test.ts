import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  defaultProtocol,
  type Answer,
  type Dataset,
  type MediaMatch,
  type Protocol,
  type Run,
} from '../../src/domain/index.js';
import { Execution, newRun } from '../../src/evaluation/index.js';
import { createFrameDecoder, type FrameDecoder } from '../../src/frames/index.js';
import { Model, type LoadedModel, type ModelFiles } from '../../src/model/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { demoData, demoModelFiles } from '../support/demo.js';

let dataset: Dataset;
let media: MediaMatch;
let modelFiles: ModelFiles;
let store: Store;
let loaded: LoadedModel;
let databases = 0;
const decoder = createFrameDecoder();

beforeAll(async () => {
  ({ dataset, media } = await demoData(2));
  modelFiles = await demoModelFiles();
  const model = await load();
  loaded = model.info;
  model.end();
});

beforeEach(async () => {
  store = await openStore(`several-runs-test-${Date.now()}-${databases++}`);
});

afterEach(async () => {
  store.close();
  await decoder.close();
});

const load = () => Model.load(modelFiles, { device: 'wasm', dtype: 'auto' }, () => undefined);

async function aRun(change: Partial<Protocol>): Promise<Run> {
  const protocol = { ...defaultProtocol, frames: 4, limit: 4, ...change };
  const run = newRun({ dataset, media, protocol, model: loaded, demo: true, versions: {} });
  await store.saveRun(run);
  return run;
}

/** What an execution cost, and its answers by run. */
async function executed(runs: readonly Run[]) {
  let opened = 0;
  let models = 0;
  const decoded: string[] = [];
  const counting: FrameDecoder = {
    open: (file, options) => {
      opened++;
      return decoder.open(file, options);
    },
    async *frames(requests, signal) {
      for await (const frame of decoder.frames(requests, signal)) {
        decoded.push(`${opened} ${frame.index} ${frame.height}`);
        yield frame;
      }
    },
    close: () => decoder.close(),
  };
  await store.saveDataset(dataset);
  const execution = new Execution(runs, {
    store,
    decoder: counting,
    dataset,
    media,
    loadModel: () => {
      models++;
      return load();
    },
    onProgress: () => undefined,
  });
  const status = await execution.execute();
  const answers = await Promise.all(runs.map(({ id }) => store.answersOf(id)));
  return { status, opened, models, decoded, answers };
}

const told = (answers: readonly Answer[] = []) =>
  answers.map(({ sample, rotation, letter, frames, letterLogprobs }) => ({
    ...{ sample, rotation, letter },
    frames: frames.map(({ index }) => index),
    logprob: Math.max(...Object.values(letterLogprobs ?? {})),
  }));

describe('several runs on one data set', () => {
  it('decode each frame once, load the model once, and give the answers that each gives alone', async () => {
    const changes: Partial<Protocol>[] = [
      {},
      { condition: 'image-masked', rotations: 2 },
      { frames: 6, order: 'image-first', height: 72 },
    ];
    const together = await executed(await Promise.all(changes.map(aRun)));
    expect(together.status).toBe('finished');
    expect(together.models).toBe(1);
    expect(together.opened).toBe(2);
    expect(new Set(together.decoded).size).toBe(together.decoded.length);
    for (const [i, change] of changes.entries()) {
      const alone = await executed([await aRun(change)]);
      const [expected, given] = [told(alone.answers[0]), told(together.answers[i])];
      expect(given.map((one) => ({ ...one, logprob: 0 }))).toEqual(
        expected.map((one) => ({ ...one, logprob: 0 })),
      );
      for (const [at, { logprob }] of given.entries())
        expect(logprob).toBeCloseTo(expected[at]?.logprob ?? NaN, 4);
    }
  }, 300_000);

  it('count what they share once', async () => {
    const runs = await Promise.all([aRun({}), aRun({ condition: 'image-masked' })]);
    const [full, masked] = (await executed(runs)).answers;
    const encoded = (answers: readonly Answer[] = []) =>
      answers.reduce((sum, { timings }) => sum + timings.encodeMs, 0);
    expect(encoded(full)).toBeGreaterThan(0);
    expect(encoded(masked)).toBe(0);
    expect(masked?.some(({ prompt }) => prompt.reusedTokens > 0)).toBe(true);
  });

  it('are each finished when they have all their answers', async () => {
    const whole = await aRun({ limit: 1 });
    await executed([whole]);
    const other = await aRun({ limit: 2 });
    const { status } = await executed([whole, other]);
    expect(status).toBe('finished');
    expect((await store.listRuns()).map((run) => run.status)).toEqual(['finished', 'finished']);
    expect(await store.answersOf(whole.id)).toHaveLength(1);
  });
});

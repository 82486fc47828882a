import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Protocol, Run } from '../../src/domain/index.js';
import type { FrameDecoder } from '../../src/frames/index.js';
import { Executions } from '../support/executions.js';

let executions: Executions;

beforeAll(async () => {
  executions = await Executions.open({ videos: 2 });
});

beforeEach(() => executions.renewStore());
afterAll(() => executions.close());

const aRun = (change: Partial<Protocol>): Promise<Run> =>
  executions.newRun({ limit: 4, ...change });

async function runsOf(changes: readonly Partial<Protocol>[]): Promise<Run[]> {
  const runs: Run[] = [];
  for (const change of changes) runs.push(await aRun(change));
  return runs;
}

/** What an execution cost, and its answers by run. */
async function executed(runs: readonly Run[]) {
  let opened = 0;
  let models = 0;
  const decoded: string[] = [];
  const { decoder, store } = executions;
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
  const execution = executions.of(runs, {
    decoder: counting,
    loadModel: () => {
      models++;
      return executions.loadModel();
    },
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
    const together = await executed(await runsOf(changes));
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
  });

  it('count what they share once', async () => {
    const runs = await runsOf([{}, { condition: 'image-masked' }]);
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
    expect((await executions.store.listRuns()).map((run) => run.status)).toEqual([
      'finished',
      'finished',
    ]);
    expect(await executions.store.answersOf(whole.id)).toHaveLength(1);
  });
});

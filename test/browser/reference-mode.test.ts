import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  referenceProtocol,
  type Answer,
  type Dataset,
  type Protocol,
} from '../../src/domain/index.js';
import { frameOrder, optionOrders } from '../../src/prompt/index.js';
import { toReferenceResults } from '../../src/report/index.js';
import { scoreText } from '../../src/scoring/index.js';
import { Executions } from '../support/executions.js';
import { aRun } from '../support/results.js';

let executions: Executions;
let dataset: Dataset;

beforeAll(async () => {
  executions = await Executions.open({ videos: 2, questions: 2 });
  ({ dataset } = executions);
});

afterAll(() => executions.close());

const answersTo = async (change: Partial<Protocol>): Promise<Answer[]> =>
  (await executions.answersOf([change])).flat();

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

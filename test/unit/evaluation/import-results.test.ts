import { describe, expect, test } from 'vitest';
import type { StoredAnswer, StoredResults } from '../../../src/domain/index.js';
import { importResults } from '../../../src/evaluation/import-results.js';
import { toReferenceResults } from '../../../src/report/index.js';
import { parseQuestionFile, readGiven } from '../../../src/dataset/index.js';
import { aSample } from '../../support/results.js';

const stored = (changes: Partial<StoredAnswer> = {}): StoredAnswer => ({
  ...{ line: 1, videoId: 'v', dataId: 1, imageName: 'i.png', question: 'What colour is it?' },
  ...{ task: 'NLI', granularity: '', options: ['green', 'red', 'blue', 'white'], right: 1 },
  ...{ text: 'b. red', letter: 'b' },
  ...changes,
});
const results = (
  answers: readonly StoredAnswer[],
  changes: Partial<StoredResults> = {},
): StoredResults => ({
  ...{ tool: 'reference', name: 'r.jsonl', sha256: 'ab'.repeat(32), model: null },
  ...{ answers, problems: [] },
  ...changes,
});
const dataset = {
  ...{ name: 'q.jsonl', sha256: 'cd'.repeat(32), problems: [] },
  samples: [
    aSample(),
    aSample({ ordinal: 1, dataId: 2, question: 'Another?' }),
    aSample({ ordinal: 2, dataId: 2, question: 'A third?' }),
  ],
};

describe('an imported run', () => {
  test('says where it comes from and what is not known', async () => {
    const { run } = await importResults(results([stored()]), dataset);
    expect(run).toMatchObject({ status: 'finished', demo: false, samples: [0] });
    expect(run.message).toBe('Imported from r.jsonl, written by the reference harness.');
    expect(run.manifest).toMatchObject({
      provider: null,
      model: { source: 'imported', id: 'unknown model' },
      protocol: { prompt: 'reference/1', parser: 'reference', scoring: 'generate' },
      dataset: { sha256: dataset.sha256, samples: 3 },
    });
    expect(run.manifest.imported?.unknown).toContain('the model');
    const again = await importResults(results([stored()]), dataset);
    expect(again.run.id).toBe(run.id);
  });

  test('answers the questions with its video, data_id, text and right answer', async () => {
    const { answers, run } = await importResults(
      results([
        stored({ dataId: 2, question: 'a third? ' }),
        stored(),
        stored({ videoId: 'w' }),
        stored({ dataId: 2, question: 'Another?', right: 0 }),
      ]),
      dataset,
    );
    expect(answers.map(({ sample }) => sample)).toEqual([0, 2]);
    expect(run.manifest.imported?.remarks).toEqual([
      expect.stringContaining('2 answers belong to no question'),
    ]);
  });

  test('brings its own questions where none of them was given', async () => {
    const own = await importResults(results([stored({ videoId: 'elsewhere' })]), dataset);
    expect(own.dataset.samples).toMatchObject([{ videoId: 'elsewhere', answer: 'red' }]);
    expect(own.answers).toMatchObject([{ sample: 0, outcome: 'correct', correctOption: 'b' }]);
    expect(own.run.manifest.imported?.remarks.join()).toContain('taken from the results');
    expect((await importResults(results([stored()]), null)).answers).toHaveLength(1);
  });

  test('needs a question file where the results name no videos', async () => {
    const unnamed = importResults(results([stored({ videoId: '' })]), dataset);
    await expect(unnamed).rejects.toThrow(/r\.jsonl do not tell which videos.*question file/);
  });

  test.each([
    ['a text that the tool reads', { text: 'b. red', letter: 'b' }, 'b', 'correct', null],
    ['a random letter', { text: 'b) red', letter: 'b' }, null, 'unscored', 'guess'],
    ['no response', { text: null, letter: 'b' }, null, 'unscored', 'error'],
    ['a letter read otherwise', { text: 'b. red', letter: 'd' }, 'd', 'wrong', null],
  ])('keeps %s', async (_what, given, letter, outcome, reason) => {
    const { answers } = await importResults(results([stored(given)]), dataset);
    expect(answers).toMatchObject([{ letter, outcome, reason, text: given.text }]);
  });

  test('credits what the tool credits', async () => {
    const twice = { options: ['red', 'green', 'Red ', 'white'], right: 0, text: 'c.', letter: 'c' };
    const samples = [aSample({ distractors: ['green', 'Red ', 'white'] })];
    const by = async (tool: StoredResults['tool']) =>
      (await importResults(results([stored(twice)], { tool }), { ...dataset, samples })).answers;
    expect(await by('reference')).toMatchObject([{ letter: 'c', outcome: 'wrong' }]);
    expect(await by('inspect')).toMatchObject([{ letter: 'c', outcome: 'correct' }]);
  });

  test('is the run again that its results were exported from', async () => {
    const { answers, run } = await importResults(
      results([stored(), stored({ dataId: 2, question: 'Another?', text: 'd', letter: 'd' })]),
      dataset,
    );
    expect(answers).toHaveLength(2);
    const text = toReferenceResults(dataset.samples, answers, run);
    const given = await readGiven(new File([text], 'again.jsonl'));
    if (given.kind !== 'results') throw new Error(given.kind);
    const again = await importResults(given.results, dataset);
    const same = again.answers.map((answer) => ({ ...answer, runId: run.id }));
    expect(same).toEqual(answers);
    await expect(parseQuestionFile(new File([text], 'again.jsonl'))).rejects.toThrow();
  });
});

import { describe, expect, test } from 'vitest';
import { questionsOf, readGiven } from '../../../src/dataset/index.js';
import type { StoredResults } from '../../../src/domain/index.js';

const file = (text: string, name = 'results.jsonl') => new File([text], name);

async function read(text: string, name?: string): Promise<StoredResults> {
  const given = await readGiven(file(text, name));
  if (given.kind !== 'results') throw new Error(`taken for ${given.kind}`);
  return given.results;
}

const result = (changes: Record<string, unknown> = {}) => ({
  data_id: 1,
  image_name: 'v_1_image.png',
  question: 'Which?',
  question_type: 'NLI',
  granularity: 'Whole Video',
  choices: { a: 'red', b: 'blue', c: 'green' },
  model_answer: 'b',
  correct_option: 'b. blue',
  is_true: true,
  model_response: 'B. blue',
  ...changes,
});
const line = (videoId: string, ...results: unknown[]) => JSON.stringify({ [videoId]: results });

const statistics = JSON.stringify({
  NLI: { total: 1, valid: 1, correct: 2, correct_rate: 2 },
  total: { total: 1, valid: 1, correct: 2, correct_rate: 2 },
});

describe("the reference harness's results", () => {
  test('are told from a question file and read', async () => {
    const { tool, model, answers, problems } = await read(`${line('-w', result())}\n`);
    expect({ tool, model, problems }).toEqual({ tool: 'reference', model: null, problems: [] });
    expect(answers).toEqual([
      {
        ...{ line: 1, videoId: '-w', dataId: 1, imageName: 'v_1_image.png', question: 'Which?' },
        ...{ task: 'NLI', granularity: 'Whole Video', options: ['red', 'blue', 'green'], right: 1 },
        ...{ text: 'B. blue', letter: 'b' },
      },
    ]);
  });

  test('are read where they are damaged: blank lines, a truncated line, statistics with a rate above 1', async () => {
    const whole = line('x', result({ data_id: 2, model_response: null, model_answer: 'h' }));
    const text = `${line('v', result())}\n\n${whole}\n${statistics}\n\n${whole.slice(0, 80)}`;
    const { answers, problems } = await read(text);
    expect(answers.map(({ videoId, text: said }) => [videoId, said])).toEqual([
      ['v', 'B. blue'],
      ['x', null],
    ]);
    expect(problems.map((problem) => [problem.line, problem.message])).toEqual([
      [4, expect.stringContaining('rate above 1')],
      [6, expect.stringContaining('cut off')],
    ]);
  });

  test('name the model where this tool wrote them', async () => {
    const total = {
      total: 1,
      valid: 1,
      correct: 1,
      correct_rate: 1,
      manifest: { model: { id: 'm' } },
    };
    const { model } = await read(`${line('v', result())}\n${JSON.stringify({ total })}\n`);
    expect(model).toBe('m');
  });

  test('keep the first of several answers to a question, and leave out what is no result', async () => {
    const again = result({ model_response: 'a' });
    const broken = [result({ choices: {} }), result({ correct_option: 'k' }), 7];
    const { answers, problems } = await read(
      `${line('v', result(), ...broken)}\n${line('v', again)}\n`,
    );
    expect(answers.map(({ text }) => text)).toEqual(['B. blue']);
    expect(problems).toHaveLength(4);
    expect(problems.at(-1)?.message).toContain('1 answers to questions that were answered before');
  });

  test('that hold no answer are refused by name', async () => {
    await expect(readGiven(file(line('v', result({ choices: {} }))))).rejects.toThrow(
      /results\.jsonl holds no answer.*Line 1/,
    );
  });
});

describe("lmms-eval's sample log", () => {
  const sample = (changes: Record<string, unknown> = {}) => ({
    doc_id: 0,
    doc: {
      ...{ video_id: 'v', data_id: 1, question: 'Which?', question_type: 'NLI' },
      options: ['A. red', 'B. blue', 'C. green'],
    },
    target: 'B',
    resps: [['B. blue']],
    filtered_resps: ['B'],
    doc_hash: 'f00',
    ...changes,
  });
  const lines = (...samples: unknown[]) => samples.map((one) => JSON.stringify(one)).join('\n');

  test('with documents', async () => {
    const { tool, answers } = await read(lines(sample()), 'samples_ivbench.jsonl');
    expect(tool).toBe('lmms-eval');
    expect(answers).toEqual([
      {
        ...{ line: 1, videoId: 'v', dataId: 1, imageName: '', question: 'Which?', task: 'NLI' },
        ...{ granularity: '', options: ['red', 'blue', 'green'], right: 1 },
        ...{ text: 'B. blue', letter: null },
      },
    ]);
  });

  test.each([
    ['options by letter', { options: { A: 'red', B: 'blue' } }, 'B'],
    ['a column an option', { option_a: 'red', option_b: 'blue' }, 'blue'],
    ['options in the prompt', {}, 'b'],
  ])('with %s', async (_what, fields, target) => {
    const doc = { video: 'clips/v.mp4', question_id: '7', question: 'Which?', ...fields };
    const input = 'Which？\na. red\nb. blue\nAnswer.';
    const { answers } = await read(lines(sample({ doc, target, input })));
    expect(answers).toMatchObject([
      { videoId: 'v', dataId: 7, options: ['red', 'blue'], right: 1 },
    ]);
  });

  test('leaves out samples without options or the right one', async () => {
    const doc = { video_id: 'v', question: 'Which?' };
    const text = lines(sample(), sample({ doc, doc_id: 1 }), sample({ target: 'Z', doc_id: 2 }));
    const { answers, problems } = await read(text);
    expect(answers).toHaveLength(1);
    expect(problems.map((problem) => problem.line)).toEqual([2, 3]);
  });
});

describe("Inspect's log", () => {
  const sample = (changes: Record<string, unknown> = {}) => ({
    ...{ id: 'v/1', epoch: 1, input: 'Which?', choices: ['red', 'blue'], target: 'B' },
    metadata: { video_id: 'v', data_id: 1, image_name: 'i.png', task: 'NLI' },
    output: { model: 'm', choices: [{ message: { role: 'assistant', content: 'ANSWER: B' } }] },
    scores: { choice: { value: 'C', answer: 'B' } },
    ...changes,
  });
  const log = (...samples: unknown[]) =>
    JSON.stringify(
      { version: 2, status: 'success', eval: { task: 'ivbench', model: 'org/m' }, samples },
      null,
      2,
    );

  test('is read, with the letter that its scorer read', async () => {
    const parts = [{ type: 'text', text: 'ANSWER' }, { type: 'reasoning' }];
    const message = { message: { content: parts } };
    const text = log(
      sample(),
      sample({ metadata: { video_id: 'w' }, output: { choices: [message] }, scores: null }),
      sample({ epoch: 2 }),
      sample({ id: 'x', error: { message: 'out of memory' }, metadata: { video_id: 'x' } }),
      sample({ target: 'no such', metadata: { video_id: 'y' } }),
    );
    const { tool, model, answers, problems } = await read(text, 'log.json');
    expect([tool, model]).toEqual(['inspect', 'org/m']);
    expect(answers.map((one) => [one.videoId, one.dataId, one.text, one.letter])).toEqual([
      ['v', 1, 'ANSWER: B', 'b'],
      ['w', null, 'ANSWER', null],
      ['x', null, null, 'b'],
    ]);
    expect(answers[0]).toMatchObject({ imageName: 'i.png', question: 'Which?', right: 1 });
    expect(problems.map(({ message: told }) => told)).toEqual([
      'Sample 5 lacks options or the right one. Left out.',
      '1 repeats (epochs after the first). Left out.',
    ]);
  });
});

describe('questions of results', () => {
  test('are the same data set whatever the order of the options was', async () => {
    const other = result({
      choices: { a: 'green', b: 'red', c: 'blue' },
      correct_option: 'c. blue',
    });
    const one = await questionsOf(await read(line('v', result())));
    const two = await questionsOf(await read(line('v', other), 'other.jsonl'));
    expect(one.samples).toMatchObject([
      { ordinal: 0, videoId: 'v', dataId: 1, answer: 'blue', distractors: ['green', 'red'] },
    ]);
    expect(two.sha256).toBe(one.sha256);
    const third = await questionsOf(await read(line('v', result({ question: 'Who?' }))));
    expect(third.sha256).not.toBe(one.sha256);
  });
});

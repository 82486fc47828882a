import { describe, expect, test } from 'vitest';
import { csv, failure, header, messages, parse, row } from '../../support/question-tables.js';

describe('options and answers of a table', () => {
  const read = async (columns: string[], ...rows: Record<string, string>[]) =>
    parse(
      csv(
        rows.map((values) => row(values, columns)),
        columns,
      ),
    );
  const given = ['question', 'answer', 'options', 'video_id', 'image_name', 'task'];

  test.each([
    ['JSON', '["it\'s", "a \\"b\\"", "\\u00e9", "x\\\\y"]'],
    ['Python', "[\"it's\", 'a \"b\"', '\\xe9', 'x\\\\y']"],
    ['a Python tuple', "(\"it's\", 'a \"b\"', '\\xe9', 'x\\\\y',)"],
    ['numpy', "[\"it's\" 'a \"b\"'\n '\\xe9' 'x\\\\y']"],
  ])('a list as %s writes it', async (_form, distractors) => {
    const { samples } = await read(header, { distractors });
    expect(samples[0]?.distractors).toEqual(["it's", 'a "b"', '\u00e9', 'x\\y']);
  });

  test('numbers in a list are taken as they are written', async () => {
    const { samples } = await read(header, { distractors: '[1, 2.50, None, "3"]' });
    expect(samples[0]).toMatchObject({ distractors: ['1', '2.50', '3'], blankDistractors: 1 });
  });

  test.each(['green', '[green', "['a' b]", '[["a"], "b"]', '{"a": 1}', '["a" , , "b"]'])(
    '%j is no list: the row is left out',
    async (distractors) => {
      const dataset = await read(header, { distractors }, {});
      expect(dataset.samples.map(({ ordinal }) => ordinal)).toEqual([1]);
      expect(dataset.problems).toEqual([
        { line: 2, leftOut: true, message: expect.stringContaining('must be a list') as string },
      ]);
    },
  );

  test('the answer is one of the options, by its text', async () => {
    const dataset = await read(given, {}, { answer: ' red ' });
    expect(dataset.problems).toEqual([]);
    for (const { answer, distractors } of dataset.samples)
      expect([answer, distractors]).toEqual(['red', ['green', 'blue']]);
  });

  test('a repeated answer stays among the distractors', async () => {
    const { samples } = await read(given, { options: '["red", "green", "red"]' });
    expect(samples[0]?.distractors).toEqual(['green', 'red']);
  });

  test.each(['B', 'b', '(B)', 'b.', 'B)'])(
    'the answer %s is a letter, and said',
    async (answer) => {
      const dataset = await read(given, { answer });
      expect(dataset.samples[0]).toMatchObject({ answer: 'red', distractors: ['green', 'blue'] });
      expect(messages(dataset)).toEqual([
        'Column answer: in 1 rows it is the letter of an option, and taken so.',
      ]);
    },
  );

  test('a text wins over a letter, and is said where they differ', async () => {
    const dataset = await read(given, { answer: 'A', options: '["B", "A", "C"]' });
    expect(dataset.samples[0]).toMatchObject({ answer: 'A', distractors: ['B', 'C'] });
    expect(messages(dataset)[0]).toContain('Taken as the text');
  });

  test.each([
    ['from 0, where 0 occurs', ['0', '1'], ['green', 'red']],
    ['from 1, where the number of options occurs', ['3', '1'], ['blue', 'green']],
  ])('indices count %s', async (_base, answers, texts) => {
    const columns = ['question', 'label', 'options', 'video_id', 'image_name', 'task'];
    const dataset = await read(columns, ...answers.map((label) => ({ label })));
    expect(dataset.samples.map(({ answer }) => answer)).toEqual(texts);
    expect(messages(dataset)[0]).toMatch(/Column label: in 2 rows.*counted from [01]/);
  });

  test.each([
    ['neither tells', ['1', '2']],
    ['both occur', ['0', '3']],
  ])('indices say nothing where %s', async (_why, answers) => {
    const dataset = await read(given, {}, ...answers.map((answer) => ({ answer })));
    expect(dataset.samples).toHaveLength(1);
    expect(messages(dataset)).toHaveLength(2);
    expect(messages(dataset)[0]).toContain('may count the options from 0 or from 1');
  });

  test('a number among the options is a text, no index', async () => {
    const dataset = await read(given, { answer: '2', options: '["3", "2", "1"]' });
    expect(dataset.samples[0]?.answer).toBe('2');
    expect(dataset.problems).toEqual([]);
  });

  test('an answer that is no option is left out', async () => {
    const dataset = await read(given, { answer: 'mauve' }, { answer: 'D' }, { answer: '' }, {});
    expect(dataset.samples.map(({ ordinal }) => ordinal)).toEqual([3]);
    expect(messages(dataset).join()).toMatch(/"mauve" is none.*"D" is none.*answer: missing/);
  });

  test.each([
    [['option_a', 'option_b', 'option_c']],
    [['A', 'B', 'C']],
    [['choice_1', 'choice_2', 'choice_3']],
    [['option0', 'option1', 'option2']],
    [['choice_a', 'Choice B', 'choiceC']],
  ])('columns %j hold an option each; an empty one is none', async (optionColumns) => {
    const columns = ['question', 'answer', ...optionColumns, 'video_id', 'image_name', 'task'];
    const [a = '', b = '', c = ''] = optionColumns;
    const dataset = await read(
      columns,
      { answer: 'C', [a]: 'x', [b]: '', [c]: 'z' },
      { answer: 'x', [a]: 'x', [b]: 'y', [c]: '' },
      { answer: 'c', [a]: 'x', [b]: 'y', [c]: '' },
    );
    expect(
      dataset.samples.map(({ answer, distractors, blankDistractors }) => [
        answer,
        distractors,
        blankDistractors,
      ]),
    ).toEqual([
      ['z', ['x'], 0],
      ['x', ['y'], 0],
    ]);
    expect(dataset.samples[0]?.columns).toEqual({});
  });

  test('more options than letters are no question', async () => {
    const options = Array.from({ length: 12 }, (_, at) => `option_${at}`);
    const values = Object.fromEntries(options.map((name) => [name, `text ${name}`]));
    const columns = ['question', 'answer', ...options, 'video_id', 'image_name', 'task'];
    const error = await failure(
      csv([row({ ...values, answer: 'text option_3' }, columns)], columns),
    );
    expect(error.message).toContain('11 distractors');
  });

  test('letters that every option begins with are taken off, and said', async () => {
    const options = '["A. green", "B. red", "C. blue"]';
    const dataset = await read(
      given,
      { options, answer: 'B' },
      { options, answer: 'B. red' },
      { options: '["A. green", "red", "C. blue"]', answer: 'red' },
    );
    expect(dataset.samples.map(({ answer, distractors }) => [answer, ...distractors])).toEqual([
      ['red', 'green', 'blue'],
      ['red', 'green', 'blue'],
      ['red', 'A. green', 'C. blue'],
    ]);
    expect(messages(dataset)[1]).toContain('In 2 rows every option began with a letter');
  });
});

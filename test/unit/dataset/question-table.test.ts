import { tsvFormatRows, csvFormatRows, dsvFormat } from 'd3-dsv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuestionFile } from '../../../src/dataset/index.js';
import { AppError, type Dataset } from '../../../src/domain/index.js';

const parse = (content: BlobPart, name = 'questions.csv') =>
  parseQuestionFile(new File([content], name));

const failure = async (content: BlobPart, name?: string): Promise<AppError> => {
  const result = await parse(content, name).catch((thrown: unknown) => thrown);
  if (!(result instanceof AppError)) throw new Error('was parsed', { cause: result });
  expect(result.code).toBe('invalid-dataset');
  return result;
};

const header = ['question', 'answer', 'distractors', 'video_id', 'image_name', 'task'];
const row = (values: Partial<Record<string, string>> = {}, columns = header) =>
  columns.map(
    (column) =>
      ({
        question: 'What colour?',
        answer: 'red',
        distractors: '["green", "blue"]',
        options: '["green", "red", "blue"]',
        video_id: 'v',
        image_name: 'i.png',
        task: 'NLI',
        ...values,
      })[column] ?? '',
  );
const csv = (rows: string[][], columns = header) => csvFormatRows([columns, ...rows]);
const messages = ({ problems }: Dataset) => problems.map(({ message }) => message);

describe('a table of questions', () => {
  test('gives a question a row', async () => {
    const columns = [...header, 'data_id', 'granularity', 'answer_location', 'domain', 'length'];
    const { name, samples, problems } = await parse(
      csv(
        [
          row({ data_id: '7', granularity: 'whole video', answer_location: '0:42' }, columns),
          row({ data_id: '8', video_id: '-a.b', domain: 'Film', length: '12' }, columns),
        ],
        columns,
      ),
    );
    expect(name).toBe('questions.csv');
    expect(problems).toEqual([]);
    expect(samples[0]).toEqual({
      ordinal: 0,
      videoId: 'v',
      dataId: 7,
      imageName: 'i.png',
      question: 'What colour?',
      task: 'NLI',
      granularity: 'Whole Video',
      givenGranularity: 'whole video',
      answer: 'red',
      answerLocation: '0:42',
      distractors: ['green', 'blue'],
      blankDistractors: 0,
      columns: {},
    });
    expect(samples[1]).toMatchObject({
      videoId: '-a.b',
      columns: { domain: 'Film', length: '12' },
    });
  });

  const rows = [header, row(), row({ video_id: 'w', answer: 'a, "b"; c\td\r\ne' })];
  test.each([
    ['commas', csvFormatRows(rows)],
    ['semicolons', dsvFormat(';').formatRows(rows)],
    ['tabs', tsvFormatRows(rows)],
    ['a byte order mark and CRLF', `\uFEFF${csvFormatRows(rows).replaceAll(/\n(?!e)/g, '\r\n')}`],
    ['blank lines', csvFormatRows(rows).replaceAll('\n', '\n\n').replace('d\r\n\n', 'd\r\n')],
    ['JSON rows', JSON.stringify(rows.slice(1).map((cells) => objectOf(cells)))],
    [
      'JSON Lines rows',
      rows
        .slice(1)
        .map((cells) => JSON.stringify(objectOf(cells)))
        .join('\n'),
    ],
  ])('with %s', async (_form, text) => {
    const { samples, problems } = await parse(text, 'questions.txt');
    expect(problems).toEqual([]);
    expect(samples.map(({ videoId, answer }) => [videoId, answer])).toEqual([
      ['v', 'red'],
      ['w', 'a, "b"; c\td\r\ne'],
    ]);
  });
  function objectOf(cells: string[]) {
    return Object.fromEntries(header.map((column, at) => [column, cells[at]]));
  }

  test('in UTF-16, as spreadsheets save "Unicode text"', async () => {
    const bytes = Buffer.from(`\uFEFF${tsvFormatRows(rows)}`, 'utf16le');
    expect((await parse(new Uint8Array(bytes))).samples).toHaveLength(2);
  });

  test('has its columns found whatever their case, spaces and underscores', async () => {
    const columns = ['Question', 'ANSWER', 'Distractors', 'Video ID', 'imageName', 'Question-Type'];
    expect((await parse(csv([row()], columns))).samples[0]).toMatchObject({
      videoId: 'v',
      imageName: 'i.png',
      task: 'NLI',
    });
  });

  test('names videos and images by their paths', async () => {
    const { samples } = await parse(
      csv([
        row({ video_id: 'videos/-x.y.mp4', image_name: 'images/1.png' }),
        row({ video_id: 'videos\\z.WebM', image_name: 'other/2.png' }),
        row({ video_id: 'b.c', image_name: 'other/1.png' }),
      ]),
    );
    expect(samples.map(({ videoId, imageName }) => [videoId, imageName])).toEqual([
      ['-x.y', 'images/1.png'],
      ['z', '2.png'],
      ['b.c', 'other/1.png'],
    ]);
  });

  test('without whole-number ids numbers its questions within their video', async () => {
    const columns = ['id', ...header];
    const dataset = await parse(
      csv([row({ id: 'q1' }, columns), row({ id: '2' }, columns)], columns),
    );
    expect(dataset.samples.map(({ dataId, columns: { id } }) => [dataId, id])).toEqual([
      [0, 'q1'],
      [1, '2'],
    ]);
    expect(messages(dataset)).toEqual([expect.stringContaining('Column id') as string]);
  });

  test('keeps short further columns, and says which it does not', async () => {
    const columns = [...header, 'domain', 'caption', 'video_path', 'Unnamed: 0'];
    const dataset = await parse(
      csv(
        [
          row({ domain: 'Film', caption: 'x', 'Unnamed: 0': '0' }, columns),
          row({ caption: 'x'.repeat(81), video_path: 'a/v.mp4' }, columns),
        ],
        columns,
      ),
    );
    expect(dataset.samples.map((sample) => sample.columns)).toEqual([{ domain: 'Film' }, {}]);
    expect(messages(dataset)).toEqual([
      expect.stringMatching(/^Not read.*video_path\.$/) as string,
      expect.stringMatching(/texts over 80 characters.*: caption\.$/) as string,
    ]);
  });

  test('takes an unknown field of an IV-Bench item as a column', async () => {
    const item = { data_id: 1, image_name: 'i.png', question: '?', question_type: 'NLI' };
    const rest = { answer: 'a', distractors: ['b'], domain: 'Film', year: 2020, extra: ['x'] };
    const dataset = await parse(JSON.stringify({ v: [{ ...item, ...rest }] }), 'q.jsonl');
    expect(dataset.samples[0]?.columns).toEqual({ domain: 'Film', year: '2020' });
    expect(messages(dataset)).toEqual([expect.stringContaining('extra') as string]);
  });

  test('gives a granularity its commonest spelling', async () => {
    const columns = [...header, 'granularity'];
    const granularities = ['Scene', 'scene ', 'Scene', 'video clip'];
    const { samples } = await parse(
      csv(
        granularities.map((granularity) => row({ granularity }, columns)),
        columns,
      ),
    );
    expect(samples.map(({ granularity }) => granularity)).toEqual([
      'Scene',
      'Scene',
      'Scene',
      'Video Clip',
    ]);
  });
});

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

describe('what is wrong in a table is told and the rest goes on', () => {
  test('by its line, also behind line breaks within quotes', async () => {
    const dataset = await parse(
      csv([row({ question: 'one\ntwo\r\nthree' }), row({ answer: '' }), row({ video_id: 'w' })]),
    );
    expect(dataset.samples.map(({ ordinal }) => ordinal)).toEqual([0, 2]);
    expect(dataset.problems).toEqual([
      {
        line: 5,
        leftOut: true,
        message: 'Row 2 (video v): answer: missing. Left out; mend the row.',
      },
    ]);
  });

  test('more cells than the header has', async () => {
    const dataset = await parse(`${csv([row()])}\n${row().join(',')}\n${row().join(',')},,\n`);
    expect(dataset.samples.map(({ ordinal }) => ordinal)).toEqual([0]);
    expect(dataset.problems[0]).toMatchObject({
      line: 3,
      leftOut: true,
      message: expect.stringContaining('7 cells, but the header names 6') as string,
    });
  });

  test('bytes that are not UTF-8 spoil their own row only', async () => {
    const bytes = new TextEncoder().encode(csv([row(), row({ answer: '#' }), row()]));
    const { samples, problems } = await parse(bytes.map((byte) => (byte === 0x23 ? 0xff : byte)));
    expect(samples.map(({ ordinal }) => ordinal)).toEqual([0, 2]);
    expect(problems[0]).toMatchObject({
      line: 3,
      message: expect.stringContaining('UTF-8') as string,
    });
  });

  test('columns that are missing, beside those that are there', async () => {
    const { message } = await failure('question,answer,picture\n?,a,b\n');
    expect(message).toMatch(
      /^questions\.csv is a table without distractors or options, video_id, image_name, task\. Its columns: question, answer, picture\. Expected: /,
    );
  });

  test('a table without rows, and one without any usable row', async () => {
    expect((await failure(csv([]))).message).toContain('holds no questions');
    expect((await failure(csv([row({ image_name: '' })]))).message).toContain(
      'Line 2: Row 1 (video v): image_name: missing',
    );
  });
});

describe('any texts', { timeout: 60_000 }, () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((given) => given.trim() !== '');
  const delimiter = fc.constantFrom(',', ';', '\t');
  const pythonList = (texts: readonly string[]) =>
    `[${texts.map((given) => `'${given.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`).join(', ')}]`;

  test('come back from a table as they were written', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            question: text,
            answer: text,
            others: fc.array(text, { minLength: 1, maxLength: 9 }),
          }),
          { minLength: 1 },
        ),
        delimiter,
        fc.boolean(),
        async (questions, separator, isPython) => {
          const rows = questions.map(({ question, answer, others }) =>
            row({
              question,
              answer,
              distractors: isPython ? pythonList(others) : JSON.stringify(others),
            }),
          );
          const { samples } = await parse(dsvFormat(separator).formatRows([header, ...rows]));
          expect(
            samples.map(({ question, answer, distractors }) => ({
              question,
              answer,
              others: distractors,
            })),
          ).toEqual(questions);
        },
      ),
    ));

  test('and any bytes make nothing but an AppError', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
          fc.string({ unit: 'binary' }).map((rest) => `${header.join(',')}\n${rest}`),
          fc
            .array(
              fc.dictionary(
                fc.constantFrom(...header, 'options', 'A', 'B', 'id', '__proto__'),
                fc.jsonValue(),
              ),
            )
            .map((rows) => JSON.stringify(rows)),
        ),
        fc.constantFrom('q.csv', 'q.json', 'q', 'q.parquet'),
        async (content, name) => {
          const result = await parse(content, name).catch((thrown: unknown) => thrown);
          if (result instanceof Error) expect(result).toBeInstanceOf(AppError);
        },
      ),
      { numRuns: 200 },
    ));
});

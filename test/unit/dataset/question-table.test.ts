import { csvFormatRows, dsvFormat, tsvFormatRows } from 'd3-dsv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/domain/index.js';
import { csv, failure, header, messages, parse, row } from '../../support/question-tables.js';

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

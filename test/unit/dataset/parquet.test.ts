import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { readParquet } from '../../../src/dataset/parquet.js';
import { samplesOfTable } from '../../../src/dataset/question-rows.js';

type Options = Parameters<typeof parquetWriteBuffer>[0];

const parquetFile = (
  columnData: Options['columnData'],
  options: Omit<Options, 'columnData'> = {},
): Blob => new Blob([parquetWriteBuffer({ columnData, ...options })]);

const questions = new Uint8Array(
  readFileSync(new URL('../../fixtures/tables/questions.parquet', import.meta.url)),
);

describe('the table of a Parquet file', () => {
  test('holds values as JSON would', async () => {
    const { columns, rows } = await readParquet(
      parquetFile([
        { name: 'text', data: ['a', null], type: 'STRING' },
        { name: 'small', data: [3n, -4n], type: 'INT64' },
        { name: 'large', data: [9007199254740993n, 1n], type: 'INT64' },
        { name: 'real', data: [0.5, 2], type: 'DOUBLE' },
        { name: 'truth', data: [true, false], type: 'BOOLEAN' },
        { name: 'when', data: [new Date(0), null], type: 'TIMESTAMP' },
        { name: 'list', data: [['a', 'b'], []] },
        { name: 'numbers', data: [[1n, 2n], [3n]] },
        { name: 'file', data: [{ path: 'a/1.png' }, { path: '2.png' }] },
      ]),
    );
    expect(columns).toHaveLength(9);
    expect(rows).toEqual([
      {
        line: 1,
        cells: [
          ...['a', 3, '9007199254740993', 0.5, true, '1970-01-01T00:00:00.000Z'],
          ...[['a', 'b'], [1, 2], { path: 'a/1.png' }],
        ],
      },
      { line: 2, cells: [null, -4, 1, 2, false, null, [], [3], { path: '2.png' }] },
    ]);
  });

  test.each([
    ['nothing', 'UNCOMPRESSED', undefined],
    ['Snappy', 'SNAPPY', undefined],
    ['gzip', 'GZIP', { GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)) }],
  ] as const)('is compressed with %s', async (_name, codec, compressors) => {
    const file = parquetFile([{ name: 'n', data: ['a', 'b'] }], {
      codec,
      ...(compressors && { compressors }),
    });
    expect((await readParquet(file)).rows).toHaveLength(2);
  });

  test('is read over several row groups', async () => {
    const numbers = Array.from({ length: 2500 }, (_, at) => at);
    const file = parquetFile([{ name: 'n', data: numbers, type: 'INT32' }], { rowGroupSize: 1000 });
    expect((await readParquet(file)).rows.map(({ cells }) => cells[0])).toEqual(numbers);
  });

  test('gives a question a row', async () => {
    const { samples, problems } = samplesOfTable(await readParquet(new Blob([questions])));
    expect(problems).toEqual([]);
    expect(samples).toMatchObject([
      { videoId: '-a', imageName: '1.png', answer: 'red', distractors: ['green', 'blue'] },
      { videoId: 'b.c', imageName: '2.jpg', answer: '2', distractors: ['1', '3'] },
    ]);
  });
});

test.each([
  ['cut off', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, -10)],
  ['without its beginning', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(300)],
  ['nothing but its mark', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(-4)],
])('a Parquet file that is %s is refused', async (_damage, damaged) => {
  await expect(readParquet(new Blob([damaged(questions)]))).rejects.toThrow();
});

import { beforeAll, describe, expect, test } from 'vitest';
import { parseQuestionFile, readGiven } from '../../src/dataset/index.js';
import { AppError } from '../../src/domain/index.js';
import { readParquetFile } from '../../src/dataset/parquet-client.js';
import { seededRandom } from '../../src/lib/index.js';
import questionsUrl from '../fixtures/tables/questions.parquet?url';

describe('a Parquet file in the page', () => {
  let questions: Uint8Array<ArrayBuffer>;
  beforeAll(async () => {
    questions = new Uint8Array(await (await fetch(questionsUrl)).arrayBuffer());
  });

  test('gives its questions, whatever its name', async () => {
    const given = await readGiven(new File([questions], 'test'));
    if (given.kind !== 'questions') throw new Error(given.kind);
    const { name, sha256, samples } = given.dataset;
    expect(name).toBe('test');
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(samples.map(({ ordinal, videoId }) => [ordinal, videoId])).toEqual([
      [0, '-a'],
      [1, 'b.c'],
    ]);
  });

  test('that is cut off is told by its name', async () => {
    const cut = new File([questions.slice(0, -10)], 'cut.parquet');
    await expect(parseQuestionFile(cut)).rejects.toMatchObject({
      code: 'invalid-dataset',
      message: expect.stringMatching(/^cut\.parquet could not be read as Parquet/) as string,
    });
  });

  const damagedFile = (changes: readonly (readonly [number, number])[]): File => {
    const bytes = questions.slice();
    for (const [at, value] of changes) bytes[at] = value;
    return new File([bytes], 'damaged.parquet');
  };

  test('that keeps its reader busy without end is given up', async () => {
    const busy = damagedFile([
      [432, 61],
      [168, 48],
      [736, 248],
    ]);
    await expect(readParquetFile(busy, 2000)).rejects.toMatchObject({ code: 'invalid-dataset' });
  });

  test('that is damaged anywhere makes nothing but an AppError', async () => {
    const random = seededRandom('damaged-parquet');
    const below = (end: number): number => Math.floor(random() * end);
    for (let round = 0; round < 25; round++) {
      const place = () => [4 + below(questions.length - 8), below(256)] as const;
      const file = damagedFile([place(), place()]);
      const result = await readParquetFile(file, 2000).catch((thrown: unknown) => thrown);
      if (result instanceof Error) expect(result).toBeInstanceOf(AppError);
    }
  });
});

import { describe, expect, test } from 'vitest';
import { parseSideTable, readGiven } from '../../../src/dataset/index.js';

const side = (content: string, name = 'domain.csv') => parseSideTable(new File([content], name));
const kind = async (content: string, name = 'given.json') =>
  (await readGiven(new File([content], name))).kind;

describe('a side table', () => {
  const expected = {
    columns: ['domain'],
    rows: { '-a': { domain: 'Film' }, b: { domain: 'Art' } },
  };
  test.each([
    ['comma-separated', 'video_id,domain\n-a,Film\nb,Art\n'],
    ['tab-separated, by file names', 'Video\tdomain\nvideos/-a.mp4\tFilm\nb.webm\tArt\n'],
    ['by a column called id', 'id,domain\n-a,Film\nb,Art\n'],
    ['JSON rows', '[{"video_id": "-a", "domain": "Film"}, {"video_id": "b", "domain": "Art"}]'],
    ['JSON Lines rows', '{"video_id": "-a", "domain": "Film"}\n{"video_id": "b", "domain": "Art"}'],
    ['JSON by id', '{"-a": {"domain": "Film"}, "b": {"domain": "Art"}}'],
    ['JSON by id, line by line', '{"-a": {"domain": "Film"}}\n{"b": {"domain": "Art"}}'],
    ['JSON with a value by id, named by its file', '{"-a": "Film", "b": "Art"}'],
  ])('%s', async (_form, content) => {
    const { name, sha256, problems, ...table } = await side(content);
    expect(table).toEqual(expected);
    expect([name, problems]).toEqual(['domain.csv', []]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await readGiven(new File([content], 'domain.csv'))).kind).toBe('side-table');
  });

  test('leaves empty cells out, and columns of long texts', async () => {
    const { columns, rows, problems } = await side(
      `video_id,domain,year,text\na,,2020,${'x'.repeat(81)}\nb,Art,,\n`,
    );
    expect(columns).toEqual(['domain', 'year']);
    expect(rows).toEqual({ a: { year: '2020' }, b: { domain: 'Art' } });
    expect(problems).toEqual([{ line: 0, message: expect.stringMatching(/: text\.$/) as string }]);
  });

  test('keeps the first of two rows for a video, and tells where they differ', async () => {
    const { rows, problems } = await side('video_id,domain\na,Film\na,Film\na,Art\n,Art\n');
    expect(rows).toEqual({ a: { domain: 'Film' } });
    expect(problems).toEqual([
      { line: 5, leftOut: true, message: 'No video id. Left out.' },
      { line: 4, leftOut: true, message: expect.stringContaining('Video a') as string },
    ]);
  });

  test('may name a video like a property of every object', async () => {
    const { rows } = await side('video_id,domain\n__proto__,Film\nconstructor,Art\n');
    expect(Object.entries(rows)).toEqual([
      ['__proto__', { domain: 'Film' }],
      ['constructor', { domain: 'Art' }],
    ]);
  });

  test.each([
    ['without a video id', 'domain,year\nFilm,2020\n', 'Its columns: domain, year'],
    ['with nothing else', 'video_id\na\n', 'Its columns: video_id'],
    ['without any row', 'video_id,domain\n', 'gives no video a short value'],
    ['of JSON lists', '[1, [2]]', 'Expected: {"video id": {"domain": ...}}'],
  ])('%s is refused', async (_what, content, message) => {
    await expect(side(content)).rejects.toMatchObject({
      code: 'invalid-dataset',
      message: expect.stringMatching(/^domain\.csv /) as string,
    });
    await expect(side(content)).rejects.toThrow(message);
  });
});

describe('what a file is taken for', () => {
  const question = { question: '?', answer: 'a', distractors: ['b'], task: 'NLI' };
  test.each([
    ['questions', JSON.stringify([{ ...question, video_id: 'v', image_name: 'i.png' }])],
    [
      'questions',
      JSON.stringify({
        v: [{ ...question, data_id: 1, image_name: 'i.png', question_type: 'NLI' }],
      }),
    ],
    [
      'media-list',
      'video_id,size,fingerprint,codec,width,height,frames,duration\na,1,ff,h264,1,1,1,1',
    ],
    [
      'media-list',
      'video_id,name,size,sha256,codec,width,height,frames,duration\na,a.mp4,1,ff,,,,,',
    ],
    ['unknown', '{"name": "x", "scripts": {"test": "y"}}'],
    ['unknown', '[1, 2]'],
    ['unknown', 'hello'],
    ['unknown', ''],
    ['unknown', 'model,score\nx,1\n'],
  ])('%s: %s', async (expected, content) => {
    expect(await kind(content)).toBe(expected);
  });

  test('questions that cannot be used are refused, not taken for something else', async () => {
    await expect(kind('question,answer\n?,a\n', 'q.csv')).rejects.toMatchObject({
      code: 'invalid-dataset',
      message: expect.stringContaining('Its columns: question, answer') as string,
    });
  });

  test('what is unknown says what was found', async () => {
    const given = await readGiven(new File(['model,score\nx,1\n'], 'leaderboard.csv'));
    if (given.kind !== 'unknown') throw new Error(given.kind);
    expect(given.why).toMatchObject({
      code: 'invalid-dataset',
      message: expect.stringMatching(/^leaderboard\.csv .*Its columns: model, score\./) as string,
    });
  });
});

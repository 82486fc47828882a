import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuestionFile } from '../../../src/dataset/index.js';
import { AppError } from '../../../src/domain/index.js';

const item = (data: object = {}) => ({
  data_id: 1,
  image_name: 'v_1_image.png',
  question: 'What colour is it?',
  question_type: 'NLI',
  granularity: 'Whole video',
  answer: 'red',
  answer_location: '0:42',
  distractors: ['green', 'blue'],
  ...data,
});

const line = (videoId: string, ...items: unknown[]) => JSON.stringify({ [videoId]: items });

const parse = (content: BlobPart, name = 'questions.jsonl') =>
  parseQuestionFile(new File([content], name));

const failure = (content: BlobPart) =>
  parse(content).then(
    () => {
      throw new Error('was parsed');
    },
    (thrown: unknown) => {
      if (!(thrown instanceof AppError)) throw thrown;
      return thrown;
    },
  );

describe('a question file', () => {
  test('gives its questions in order, with blank distractors dropped', async () => {
    const text = [
      line('-a.b', item(), item({ data_id: 2, distractors: ['x', '', '  '] })),
      line('v', item({ answer: ' red ' })),
    ].join('\n');
    const { name, sha256, samples, problems } = await parse(text);
    expect(name).toBe('questions.jsonl');
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(samples.map(({ ordinal, videoId, dataId }) => [ordinal, videoId, dataId])).toEqual([
      [0, '-a.b', 1],
      [1, '-a.b', 2],
      [2, 'v', 1],
    ]);
    expect(samples[0]).toEqual({
      ordinal: 0,
      videoId: '-a.b',
      dataId: 1,
      imageName: 'v_1_image.png',
      question: 'What colour is it?',
      task: 'NLI',
      granularity: 'Whole Video',
      givenGranularity: 'Whole video',
      blankDistractors: 0,
      columns: {},
      answer: 'red',
      answerLocation: '0:42',
      distractors: ['green', 'blue'],
    });
    expect(samples[1]?.distractors).toEqual(['x']);
    expect(samples[2]?.answer).toBe(' red ');
    expect(problems).toEqual([
      { line: 1, message: expect.stringContaining('2 of 3 distractors are blank') as string },
      { line: 2, message: expect.stringContaining('white space') as string },
    ]);
  });

  test('may have a byte order mark, CRLF and blank lines', async () => {
    const text = `\uFEFF${line('v', item())}\r\n\r\n${line('w', item())}\r\n`;
    const { samples, problems } = await parse(text);
    expect(samples.map(({ videoId }) => videoId)).toEqual(['v', 'w']);
    expect(problems).toEqual([]);
  });

  test.each([
    ['one object', JSON.stringify({ v: [item()], w: [item()] }, null, 2)],
    ['an array of objects', JSON.stringify([{ v: [item()] }, { w: [item()] }], null, 2)],
    ['an array in one line', JSON.stringify([{ v: [item()] }, { w: [item()] }])],
  ])('may be %s', async (_form, text) => {
    const { samples, problems } = await parse(text, 'questions.json');
    expect(samples.map(({ ordinal, videoId }) => [ordinal, videoId])).toEqual([
      [0, 'v'],
      [1, 'w'],
    ]);
    expect(problems).toEqual([]);
  });
});

describe('a bad line is told and the others go on', () => {
  const good = line('v', item());
  const without = (key: string) => line('w', item({ [key]: undefined }));
  test.each([
    ['no JSON', 'hello', 'Not JSON'],
    ['half a line', good.slice(0, 60), 'cut off'],
    ['a number', '42', 'Not an object'],
    ['no list', '{"w": 3}', 'does not hold a list'],
    ['a statistics line', '{"NLI": {"total": 3}}', 'does not hold a list'],
    ['an item that is no object', line('w', 'item'), 'not an object'],
    ['a blank video id', line(' ', item()), 'blank video id'],
    ['no answer', without('answer'), 'answer is missing'],
    ['no question', without('question'), 'question is missing'],
    ['no image', without('image_name'), 'image_name is missing'],
    ['no distractors', without('distractors'), 'distractors is missing'],
    ['a blank answer', line('w', item({ answer: ' ' })), 'answer must not be blank'],
    ['a textual id', line('w', item({ data_id: '1' })), 'data_id must be a whole number'],
    ['text as distractors', line('w', item({ distractors: 'x' })), 'distractors must be a list'],
    [
      'a number among them',
      line('w', item({ distractors: ['x', 1] })),
      'distractors.1 must be text',
    ],
    ['only blank ones', line('w', item({ distractors: ['', ' '] })), 'no distractor'],
    [
      'ten of them',
      line('w', item({ distractors: Array.from({ length: 10 }, (_, i) => `option ${i}`) })),
      '10 distractors',
    ],
  ])('%s', async (_what, bad, message) => {
    const { samples, problems } = await parse([good, bad, line('x', item())].join('\n'));
    expect(samples.map(({ videoId }) => videoId)).toEqual(['v', 'x']);
    expect(problems).toEqual([
      { line: 2, message: expect.stringContaining(message) as string, leftOut: true },
    ]);
    const alone = await failure(bad);
    expect(alone.code).toBe('invalid-dataset');
    expect(alone.message).toContain('questions.jsonl');
    expect(alone.message).toContain(message);
  });

  test('bytes that are not UTF-8 spoil their own line only', async () => {
    const bytes = new TextEncoder().encode(`${good}\n${line('w', item({ answer: '#' }))}\n${good}`);
    const spoilt = bytes.map((byte) => (byte === 0x23 ? 0xff : byte));
    const { samples, problems } = await parse(spoilt);
    expect(samples).toHaveLength(2);
    expect(problems[0]).toEqual({
      line: 2,
      message: expect.stringContaining('UTF-8') as string,
      leftOut: true,
    });
  });

  test('an item that is left out keeps its ordinal', async () => {
    const { samples } = await parse(line('v', item(), item({ answer: '' }), item({ data_id: 3 })));
    expect(samples.map(({ ordinal }) => ordinal)).toEqual([0, 2]);
  });

  test('a data_id used twice in a video is told, and both are kept', async () => {
    const { samples, problems } = await parse(line('v', item(), item()));
    expect(samples).toHaveLength(2);
    expect(problems[0]?.message).toContain('used before');
  });

  test.each(['', ' \n\n', '\uFEFF', '[]', '{}'])('%j holds no question', async (text) => {
    const error = await failure(text);
    expect(error.code).toBe('invalid-dataset');
    expect(error.message).toMatch(/questions\.jsonl holds no/);
  });
});

describe('no input makes it throw anything but an AppError', () => {
  const survives = async (content: BlobPart) => {
    const result = await parse(content).catch((thrown: unknown) => thrown);
    if (result instanceof Error) expect(result).toBeInstanceOf(AppError);
  };
  test('bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        survives(new Uint8Array(bytes)),
      ),
    ));
  test('any JSON, also in place of an item or a field', () =>
    fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.constantFrom(...Object.keys(item())),
        fc.string(),
        async (value, key, videoId) => {
          await survives(JSON.stringify(value));
          await survives(line(videoId, value));
          await survives(line(videoId, item({ [key]: value }), item()));
        },
      ),
    ));
  test('a file cut anywhere keeps the lines before the cut', () => {
    const lines = ['u', 'v', 'w'].map((id) => line(id, item()));
    const text = lines.join('\n');
    return fc.assert(
      fc.asyncProperty(fc.integer({ min: (lines[0] ?? '').length, max: text.length }), (end) =>
        parse(text.slice(0, end)).then(({ samples }) => {
          expect(samples[0]?.videoId).toBe('u');
        }),
      ),
    );
  });
});

const publicFile = new URL('../../../../shared/ivbench/test_data.jsonl', import.meta.url);

test.skipIf(!existsSync(publicFile))(
  'the public questions of IV-Bench: 1,686 on 747 videos (needs ../shared/ivbench/test_data.jsonl)',
  async () => {
    const { samples, problems } = await parse(new Uint8Array(readFileSync(publicFile)));
    expect(samples).toHaveLength(1686);
    expect(new Set(samples.map(({ videoId }) => videoId)).size).toBe(747);
    expect(samples.filter(({ distractors }) => distractors.length < 9)).toHaveLength(89);
    expect(problems.filter(({ message }) => message.includes('are blank'))).toHaveLength(89);
    expect(new Set(samples.map(({ granularity }) => granularity))).toEqual(
      new Set(['Whole Video', 'Video Clip', 'Video Frame']),
    );
    expect(new Set(samples.map(({ task }) => task)).size).toBe(13);
  },
);

import { zipSync, strToU8, type Zippable } from 'fflate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuestionFile, readGiven, unpackZips } from '../../../src/dataset/index.js';
import { AppError, type MediaFile } from '../../../src/domain/index.js';
import { sha256 } from '../../../src/lib/index.js';

const item = {
  data_id: 1,
  image_name: 'i.png',
  question: '?',
  question_type: 'NLI',
  answer: 'a',
  distractors: ['b'],
};
const questions = strToU8(JSON.stringify({ v: [item] }));
const domains = strToU8('video_id,domain\nv,Film\n');

const zip = (entries: Zippable, name = 'bench.zip') =>
  new File([new Uint8Array(zipSync(entries))], name);
const given = (file: File, path = file.name): MediaFile => ({ name: file.name, path, file });
const unpacked = async (...files: File[]) => {
  const result = await unpackZips(files.map((file) => given(file)));
  return { ...result, paths: result.files.map(({ path }) => path) };
};

describe('what is in a zip takes its place', () => {
  test('tables, videos and images, packed or stored; nothing hidden, nothing else', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, at) => (at * at) & 0xff);
    const { files, paths, problems } = await unpacked(
      new File([], 'before.mp4'),
      zip({
        'a/test.jsonl': questions,
        'a/domain.csv': [domains, { level: 0 }],
        'a/videos/-v.mp4': [bytes, { level: 9 }],
        'a/images/\u00e9.png': bytes,
        'a/readme.md': questions,
        '__MACOSX/a/._test.jsonl': questions,
        'a/.DS_Store': questions,
        'a/.hidden/x.csv': questions,
      }),
      new File([], 'after.png'),
    );
    expect(problems).toEqual([]);
    expect(paths).toEqual([
      'before.mp4',
      'bench.zip/a/test.jsonl',
      'bench.zip/a/domain.csv',
      'bench.zip/a/videos/-v.mp4',
      'bench.zip/a/images/\u00e9.png',
      'after.png',
    ]);
    expect(files[3]).toMatchObject({ name: '-v.mp4', file: { name: '-v.mp4', size: 5000 } });
    expect(new Uint8Array((await files[3]?.file.arrayBuffer()) ?? new ArrayBuffer())).toEqual(
      bytes,
    );
  });

  test('a zip without anything for us is said', async () => {
    const { files, problems } = await unpacked(zip({ 'readme.md': questions }));
    expect(files).toEqual([]);
    expect(problems).toEqual(['bench.zip holds no question file, no video and no image.']);
  });

  test('thousands of files and a comment at its end are no obstacle', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [`images/${at}.png`, new Uint8Array([at & 0xff])]),
    );
    const bytes = zipSync(many, { level: 0, comment: 'x'.repeat(1000) });
    const { files } = await unpacked(new File([new Uint8Array(bytes)], 'many.zip'));
    expect(files).toHaveLength(3000);
  });
});

describe('a zip that cannot be used is a problem that names it, and the rest goes on', () => {
  const bytes = new Uint8Array(zipSync({ 'test.jsonl': [questions, { level: 9 }] }));
  /** The first entry of the list of contents begins where the end record says. */
  const directory = new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
  const patched = (at: number, ...values: number[]) => {
    const copy = bytes.slice();
    copy.set(values, directory + at);
    return copy;
  };
  test.each([
    ['cut off', bytes.slice(0, -30), 'no list of contents'],
    ['text', strToU8('hello'), 'no list of contents'],
    ['empty', new Uint8Array(), 'no list of contents'],
    ['encrypted', patched(8, 1), 'test.jsonl is encrypted'],
    ['packed otherwise', patched(10, 9), 'unusual way'],
    ['lying about its size, larger', patched(24, 0xff, 0xff, 0, 0), 'test.jsonl is damaged'],
    ['lying about its size, smaller', patched(24, 1, 0, 0, 0), 'larger than the zip says'],
    ['with another checksum', patched(16, 0, 0, 0, 0), 'test.jsonl is damaged'],
    ['pointing elsewhere', patched(42, 9), 'does not fit its contents'],
    ['too large a table', patched(24, 0, 0, 0, 0x20), 'larger than 256 MiB'],
  ])('%s', async (_what, content, message) => {
    const { paths, problems } = await unpacked(
      new File([new Uint8Array(content)], 'bad.zip'),
      new File([], 'a.mp4'),
    );
    expect(paths).toEqual(['a.mp4']);
    expect(problems).toEqual([expect.stringContaining(message) as string]);
    expect(problems[0]).toMatch(/^bad\.zip could not be unpacked: .*Unpack it/);
  });

  test('more media than are unpacked here: the questions come all the same', async () => {
    const whole = zipSync({ 'test.jsonl': questions, 'a.mp4': questions });
    const view = new DataView(whole.buffer);
    const second = view.getUint32(whole.length - 6, true) + 46 + 'test.jsonl'.length;
    view.setUint32(second + 24, 0x7fffffff, true);
    const { paths, problems } = await unpacked(new File([new Uint8Array(whole)], 'big.zip'));
    expect(paths).toEqual(['big.zip/test.jsonl']);
    expect(problems).toEqual([
      expect.stringMatching(/^big\.zip holds 2048 MiB .*512 MiB/) as string,
    ]);
  });

  test('several question files: none of them, but what is beside them', async () => {
    const entries = { 'a.jsonl': questions, 'b.jsonl': questions, 'domain.csv': domains };
    const { paths, problems } = await unpacked(zip(entries));
    expect(paths).toEqual(['bench.zip/domain.csv']);
    expect(problems).toEqual([
      'bench.zip holds several question files: bench.zip/a.jsonl, bench.zip/b.jsonl. Unpack it and give one of them.',
    ]);
  });

  test('any damage makes a problem or nothing', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(bytes.length),
        async (changes, end) => {
          const copy = bytes.slice();
          for (const [at, value] of changes) copy[at] = value;
          const file = new File([end % 3 === 0 ? copy.slice(0, end) : copy], 'bad.zip');
          const { files, problems } = await unpacked(file);
          for (const one of files)
            expect(new Uint8Array(await one.file.arrayBuffer())).toEqual(questions);
          expect(files.length + problems.length).toBeLessThanOrEqual(1);
          const read = await parseQuestionFile(file).catch((thrown: unknown) => thrown);
          if (read instanceof Error) expect(read).toBeInstanceOf(AppError);
        },
      ),
    ),
  );
});

describe('a zip as a question file, whatever its name', () => {
  test('gives the questions in it, known by their own bytes', async () => {
    const file = zip({ 'a/test.jsonl': questions, 'a/i.png': domains }, 'bench');
    const { name, sha256: digest, samples } = await parseQuestionFile(file);
    expect(name).toBe('test.jsonl');
    expect(digest).toBe(await sha256(new Uint8Array(questions)));
    expect(samples).toHaveLength(1);
  });

  test('with a side table beside them', async () => {
    const file = zip({ 'domain.csv': domains, 'test.jsonl': questions });
    expect(await readGiven(file)).toMatchObject({ kind: 'questions' });
  });

  test.each([
    ['several', { 'a.jsonl': questions, 'b.jsonl': questions }, 'a.jsonl, b.jsonl'],
    ['none', { 'a.png': questions }, 'a zip without a question file'],
  ])('with %s of them is refused', async (_count, entries, message) => {
    await expect(readGiven(zip(entries))).rejects.toMatchObject({
      code: 'invalid-dataset',
      message: expect.stringContaining(message) as string,
    });
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { matchMedia, parseQuestionFile } from '../../../src/dataset/index.js';
import type { MediaFile, Sample } from '../../../src/domain/index.js';

const given = (path: string): MediaFile => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { name, path, file: new File([], name) };
};
const sample = (ordinal: number, videoId: string, imageName: string): Sample => ({
  ordinal,
  videoId,
  dataId: ordinal,
  imageName,
  question: '?',
  task: 'NLI',
  granularity: '',
  givenGranularity: '',
  blankDistractors: 0,
  columns: {},
  answer: 'a',
  answerLocation: '',
  distractors: ['b'],
});

/** Which file each id has, and how it was found. */
function videos(ids: readonly string[], ...paths: string[]) {
  const samples = ids.map((id, ordinal) => sample(ordinal, id, 'x.png'));
  const match = matchMedia({ samples }, paths.map(given));
  return {
    ...match,
    found: ids.map((id) => [match.videos.get(id)?.path ?? null, match.videoWays.get(id)]),
  };
}

function images(names: readonly string[], ...paths: string[]) {
  const samples = names.map((name, ordinal) => sample(ordinal, 'v', name));
  const match = matchMedia({ samples }, paths.map(given));
  return {
    ...match,
    found: names.map((_name, at) => [match.images.get(at)?.path ?? null, match.imageWays.get(at)]),
  };
}

const none = [null, undefined];

describe('videos', () => {
  test('by id with any extension, also ids with a leading hyphen, dots or accents', () => {
    const ids = ['-a', 'b.c', 'B.c', 'e\u0301', 'f.mp4'];
    const { found, missingVideos } = videos(
      ids,
      ...['v/-a.WebM', 'v/b.c.mkv', 'v/b.mp4', 'v/-a.txt', 'v/\u00e9.mp4', 'f.mp4'],
    );
    expect(found).toEqual([
      ['v/-a.WebM', 'exact'],
      ['v/b.c.mkv', 'exact'],
      none,
      ['v/\u00e9.mp4', 'exact'],
      ['f.mp4', 'exact'],
    ]);
    expect(missingVideos).toEqual(['B.c']);
  });

  test('a GIF, where there is no other; no other kind of image', () => {
    expect(videos(['a', 'b', 'c'], 'a.gif', 'b.gif', 'b.mp4', 'c.png').found).toEqual([
      ['a.gif', 'exact'],
      ['b.mp4', 'exact'],
      none,
    ]);
  });

  test('whatever the case, where one id and one name alone differ so', () => {
    expect(videos(['abC'], 'x/ABC.mp4', 'y/ABC.mkv').found).toEqual([['x/ABC.mp4', 'case']]);
    expect(videos(['abC', 'abc'], 'ABC.mp4').found).toEqual([none, none]);
    expect(videos(['abC', 'abc'], 'abc.mp4').found).toEqual([none, ['abc.mp4', 'exact']]);
    expect(videos(['abC'], 'ABC.mp4', 'abc.mp4').found).toEqual([none]);
  });

  test('by the id in brackets at the end of a title', () => {
    const { found } = videos(
      ['-a_B1', 'b', 'c[d', 'd'],
      ...['A title [x] [-a_B1].mp4', '[b] title.mp4', 'Title [B].mp4', 'Title [d].mp4'],
    );
    expect(found).toEqual([
      ['A title [x] [-a_B1].mp4', 'bracketed'],
      none,
      none,
      ['Title [d].mp4', 'bracketed'],
    ]);
  });

  test('with a path by the end of it', () => {
    expect(videos(['a/1', 'b/1', 'c/2'], 'x/b/1.mp4', 'x/a/1.mp4', 'y/2.mp4').found).toEqual([
      ['x/a/1.mp4', 'exact'],
      ['x/b/1.mp4', 'exact'],
      ['y/2.mp4', 'exact'],
    ]);
  });

  test('one in two folders: the first given is kept, the others are told once', () => {
    const { found, duplicates } = videos(
      ['a', 'a', 'b'],
      'x/a.mp4',
      'y/a.mp4',
      'y/a.webm',
      'b.mp4',
    );
    expect(found[0]).toEqual(['x/a.mp4', 'exact']);
    expect(duplicates).toMatchObject([
      { kept: { path: 'x/a.mp4' }, others: [{ path: 'y/a.mp4' }, { path: 'y/a.webm' }] },
    ]);
  });
});

describe('images', () => {
  test('by exact name, then in any case, then with any extension, then both', () => {
    const { found, missingImages } = images(
      ['a.png', 'b.JPG', 'c.jpeg', 'd.PNG', 'e.png', 'e.png', 'e\u0301.png'],
      ...['A.png', 'a.png', 'b.jpg', 'c.webp', 'D.gif', '\u00e9.png', 'e.mp4'],
    );
    expect(found).toEqual([
      ['a.png', 'exact'],
      ['b.jpg', 'case'],
      ['c.webp', 'extension'],
      ['D.gif', 'case-and-extension'],
      none,
      none,
      ['\u00e9.png', 'exact'],
    ]);
    expect(missingImages).toEqual(['e.png']);
  });

  test('with folders by the end of the path, and never by a name that others end in too', () => {
    const names = ['v1/1.png', 'v2/1.png', 'img\\v3\\1.png', 'sub/2.png'];
    expect(images(names, 'd/v2/1.jpg', 'd/v1/1.png', '1.png', 'd/2.png').found).toEqual([
      ['d/v1/1.png', 'exact'],
      ['d/v2/1.jpg', 'extension'],
      none,
      ['d/2.png', 'exact'],
    ]);
  });

  test('shared by samples and lying in two folders are told once', () => {
    const { duplicates } = images(['a.png', 'a.png', 'A.PNG'], 'x/a.png', 'y/a.png');
    expect(duplicates).toMatchObject([
      { kept: { path: 'x/a.png' }, others: [{ path: 'y/a.png' }] },
    ]);
  });
});

const publicFile = new URL('../../../../shared/ivbench/test_data.jsonl', import.meta.url);

test.skipIf(!existsSync(publicFile))(
  'the media of the public questions (needs ../shared/ivbench/test_data.jsonl)',
  async () => {
    const { samples } = await parseQuestionFile(
      new File([readFileSync(publicFile)], 'test_data.jsonl'),
    );
    const videoPaths = new Set(samples.map(({ videoId }) => `videos/${videoId}.mp4`));
    const imagePaths = new Set(samples.map(({ imageName }) => `images/${imageName}`));
    const match = matchMedia({ samples }, [...videoPaths, ...imagePaths].map(given));
    expect(match.videos.size).toBe(747);
    expect(match.images.size).toBe(1686);
    expect(imagePaths.size).toBe(1680);
    expect(new Set([...match.videoWays.values(), ...match.imageWays.values()])).toEqual(
      new Set(['exact']),
    );
    expect([...match.missingVideos, ...match.missingImages, ...match.duplicates]).toEqual([]);
  },
);

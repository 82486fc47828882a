import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments, type AuditOptions } from '../../../scripts/lib/audit-arguments.mjs';
import { UsageError } from '../../../scripts/lib/option-values.mjs';
import { defaultProtocol } from '../../../src/domain/index.js';

const here = (name: string) => path.resolve(name);
const disk = new Map<string, 'file' | 'folder'>([
  [here('questions.jsonl'), 'file'],
  [here('domains.csv'), 'file'],
  [here('media.csv'), 'file'],
  [here('my videos'), 'folder'],
  [here('images'), 'folder'],
]);

const parse = (...argv: string[]): AuditOptions => {
  const result = parseArguments(argv, (file) => disk.get(file) ?? null);
  if ('help' in result) throw new Error('help was shown');
  return result;
};
const questions = ['--question-file', 'questions.jsonl'];
const videos = ['--video-dir', 'my videos'];

describe('the arguments of npm run audit', () => {
  test('a question file is enough', () => {
    expect(parse(...questions)).toEqual({
      questionFile: here('questions.jsonl'),
      videoDir: null,
      imageDir: null,
      sideTable: null,
      mediaList: null,
      frames: defaultProtocol.frames,
      checkVideos: false,
      report: null,
    });
  });

  test('all can be given', () => {
    expect(
      parse(
        ...[...questions, ...videos, '--image-dir', 'images', '--side-table', 'domains.csv'],
        ...['--media-list', 'media.csv', '--frames', '16', '--check-videos', '--report', 'r.json'],
      ),
    ).toEqual({
      questionFile: here('questions.jsonl'),
      videoDir: here('my videos'),
      imageDir: here('images'),
      sideTable: here('domains.csv'),
      mediaList: here('media.csv'),
      frames: 16,
      checkVideos: true,
      report: here('r.json'),
    });
  });

  test('videos are opened where their folder is given, unless they are not to be', () => {
    expect(parse(...questions, ...videos).checkVideos).toBe(true);
    expect(parse(...questions, ...videos, '--no-check-videos').checkVideos).toBe(false);
  });

  test('--help is no error', () => {
    const result = parseArguments(['--help']);
    expect('help' in result && result.help).toContain('--question-file');
  });

  test.each([
    [[], 'Name the question file'],
    [videos, 'Name the question file'],
    [['--question-file', 'nowhere.jsonl'], 'there is no such file'],
    [['--question-file', 'images'], 'that is a folder, not a file'],
    [[...questions, '--video-dir', 'media.csv'], 'that is a file, not a folder'],
    [[...questions, '--side-table', 'nowhere.csv'], 'there is no such file'],
    [[...questions, '--media-list', 'images'], 'that is a folder, not a file'],
    [[...questions, '--check-videos'], '--check-videos needs --video-dir'],
    [[...questions, '--report', 'images'], 'is a folder: name a file'],
    [[...questions, '--frames', '0'], 'from 1 to 1024'],
    [[...questions, 'stray'], 'too many arguments'],
    [[...questions, '--nonsense'], "unknown option '--nonsense'"],
  ])('%j is refused: %s', (argv, message) => {
    const refused = () => parse(...argv);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(message);
  });
});

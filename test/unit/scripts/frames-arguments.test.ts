import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments, type FramesOptions } from '../../../scripts/lib/frames-arguments.mjs';
import { UsageError } from '../../../scripts/lib/option-values.mjs';
import { decoderChoices, defaultProtocol, samplings } from '../../../src/domain/index.js';

const here = (name: string) => path.resolve(name);
const disk = new Map<string, 'file' | 'folder'>([
  [here('my video.mp4'), 'file'],
  [here('-3x.mp4'), 'file'],
  [here('out'), 'folder'],
]);

const parse = (...argv: string[]): FramesOptions => {
  const result = parseArguments(argv, (file) => disk.get(file) ?? null);
  if ('help' in result) throw new Error('help was shown');
  return result;
};
const video = ['--video', 'my video.mp4'];
const both = [...video, '--out', 'out'];

describe('the arguments of npm run frames', () => {
  test('have the defaults of a run', () => {
    const { frames, height, sampling, decoder } = defaultProtocol;
    expect(parse(...both)).toEqual({
      video: here('my video.mp4'),
      out: here('out'),
      wish: { frames, height, sampling, decoder },
    });
  });

  test('all can be given', () => {
    const {
      wish,
      video: file,
      out,
    } = parse(
      ...['--video=-3x.mp4', '--out', 'new/folder', '--frames', '8', '--height', '144'],
      ...['--sampling', 'fps', '--decoder', 'webcodecs'],
    );
    expect(wish).toEqual({ frames: 8, height: 144, sampling: 'fps', decoder: 'webcodecs' });
    expect([file, out]).toEqual([here('-3x.mp4'), here('new/folder')]);
  });

  test.each([
    ...samplings.map((word) => ['sampling', word] as const),
    ...decoderChoices.map((word) => ['decoder', word] as const),
  ])('--%s %s is known, as the page knows it', (name, word) => {
    expect(parse(...both, `--${name}`, word).wish[name]).toBe(word);
  });

  test('--help is no error', () => {
    const result = parseArguments(['--help']);
    expect('help' in result && result.help).toContain('--video');
  });

  test.each([
    [[], 'Name the video'],
    [video, 'Name the folder'],
    [['--video', 'nowhere.mp4', '--out', 'out'], 'there is no such file'],
    [['--video', 'out', '--out', 'out'], 'that is a folder, not a file'],
    [[...video, '--out', 'my video.mp4'], 'is a file: name a folder'],
    [[...both, '--frames', '0'], 'from 1 to 1024'],
    [[...both, '--frames', '1025'], 'from 1 to 1024'],
    [[...both, '--height', '4'], 'native'],
    [[...both, '--sampling', 'random'], 'Allowed are linspace'],
    [[...both, '--decoder', 'gstreamer'], 'Allowed are auto, webcodecs, ffmpeg'],
    [[...both, 'stray'], 'too many arguments'],
    [[...both, '--nonsense'], "unknown option '--nonsense'"],
  ])('%j is refused: %s', (argv, message) => {
    const refused = () => parse(...argv);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(message);
  });
});

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { runCommand } from '../../scripts/lib/run-command.mjs';
import { burntNumber } from '../support/clips.js';
import { readPng } from '../support/read-png.js';
import { temporaryFolder } from './run-eval.js';

interface FrameList {
  readonly video: string;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly n: number;
  readonly duration: number;
  readonly rotation: number;
  readonly decoder: string;
  readonly frames: readonly {
    readonly file: string;
    readonly index: number;
    readonly time: number;
    readonly decoder: string;
    readonly milliseconds: number;
  }[];
  readonly milliseconds: { readonly open: number; readonly frames: number; readonly total: number };
}

const clip = (name: string) => path.join(root, 'test', 'fixtures', 'clips', name);

const runFrames = (...args: readonly string[]) =>
  runCommand(process.execPath, [path.join(root, 'scripts', 'frames.mjs'), ...args], {
    capture: true,
  });

const readList = (folder: string) =>
  JSON.parse(readFileSync(path.join(folder, 'frames.json'), 'utf8')) as FrameList;

const readFrame = (folder: string, { file }: FrameList['frames'][number]) =>
  readPng(readFileSync(path.join(folder, file)));

describe('npm run frames', () => {
  test('writes the frames that the plan names, in order, and a list of them', async () => {
    const folder = path.join(temporaryFolder(), 'new', 'frames');
    const { code, output } = await runFrames(
      ...['--video', clip('h264.mp4'), '--frames', '6', '--decoder', 'webcodecs', '--out', folder],
    );
    expect(code, output).toBe(0);
    const { frames, milliseconds, ...list } = readList(folder);
    expect(list).toMatchObject({
      video: 'h264.mp4',
      codec: 'h264',
      width: 96,
      height: 64,
      n: 150,
      duration: 6,
      rotation: 0,
      decoder: 'webcodecs',
    });
    expect(frames.map(({ index }) => index)).toEqual([0, 30, 60, 89, 119, 149]);
    expect(frames.map(({ time }) => time)).toEqual(
      frames.map(({ index }) => expect.closeTo(index / 25, 3) as number),
    );
    expect(frames.map((frame) => burntNumber(readFrame(folder, frame)))).toEqual(
      frames.map(({ index }) => index),
    );
    const spent = frames.reduce((sum, frame) => sum + frame.milliseconds, 0);
    expect(spent).toBeCloseTo(milliseconds.frames, 0);
    expect(milliseconds.total).toBeGreaterThanOrEqual(milliseconds.open + milliseconds.frames - 1);
    expect(readdirSync(folder).sort()).toEqual([
      'frame-0001-index-000000.png',
      'frame-0002-index-000030.png',
      'frame-0003-index-000060.png',
      'frame-0004-index-000089.png',
      'frame-0005-index-000119.png',
      'frame-0006-index-000149.png',
      'frames.json',
    ]);
  });

  test('takes height, sampling and decoder, and removes what an earlier call left', async () => {
    const folder = temporaryFolder();
    for (const name of ['frame-0009-index-000009.png', 'frames.json', 'notes.txt'])
      writeFileSync(path.join(folder, name), 'old');
    const { code, output } = await runFrames(
      ...['--video', clip('h264-rotated.mp4'), '--frames', '2', '--height', '48'],
      ...['--sampling', 'midpoint', '--decoder', 'ffmpeg', '--out', folder],
    );
    expect(code, output).toBe(0);
    const list = readList(folder);
    expect(list.rotation).not.toBe(0);
    expect(list.frames.map(({ index, decoder }) => [index, decoder])).toEqual([
      [5, 'ffmpeg'],
      [15, 'ffmpeg'],
    ]);
    for (const frame of list.frames) {
      const picture = readFrame(folder, frame);
      expect(picture.height).toBe(48);
      expect(burntNumber(picture)).toBe(frame.index);
    }
    expect(readdirSync(folder).sort()).toEqual([
      ...list.frames.map(({ file }) => file),
      'frames.json',
      'notes.txt',
    ]);
  });

  test('ends with exit code 1 and the reason when a video cannot be decoded', async () => {
    const folder = temporaryFolder();
    const out = path.join(folder, 'out');
    mkdirSync(out);
    const note = path.join(folder, 'note.mp4');
    writeFileSync(note, 'This is a note, not a film.\n');
    const { code, output } = await runFrames('--video', note, '--out', out);
    expect([code, output]).toEqual([1, expect.stringMatching(/corrupt-video: .*note\.mp4/)]);
    expect(output).not.toMatch(/\n\s+at /);
    expect(readdirSync(out)).toEqual([]);
  });

  test('ends with exit code 2 on wrong usage', async () => {
    const { code, output } = await runFrames('--video', clip('h264.mp4'));
    expect([code, output]).toEqual([2, expect.stringContaining('--out')]);
  });
});

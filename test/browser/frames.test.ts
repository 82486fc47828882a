import { afterAll, describe, expect, test } from 'vitest';
import type { FrameHeight, VideoInfo } from '../../src/domain/index.js';
import { createFrameDecoder, planFrames, type Frame } from '../../src/frames/index.js';
import {
  burntNumber,
  clipBytes,
  clipFile,
  colourClips,
  indexClips,
  psnr,
} from '../support/clips.js';

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

async function framesOf(
  file: File,
  indices: (info: VideoInfo) => readonly number[],
  heights: readonly FrameHeight[] = ['native'],
): Promise<{ info: VideoInfo; frames: Frame[] }> {
  const info = await decoder.open(file);
  const requests = indices(info).map((index) => ({ index, heights }));
  const frames: Frame[] = [];
  for await (const frame of decoder.frames(requests)) frames.push(frame);
  return { info, frames };
}

const every = ({ n }: VideoInfo, step: number) =>
  Array.from({ length: Math.ceil(n / step) }, (_, i) => i * step);

describe('exactly the frames asked for', () => {
  test.for(indexClips)('$name', async ({ name, width, height, numbers }) => {
    const wanted = (info: VideoInfo) => [
      ...new Set([...every(info, 5), 1, 2, info.n - 2, info.n - 1]),
    ];
    const { info, frames } = await framesOf(await clipFile(name), wanted);
    expect(info).toMatchObject({ n: numbers.length, width, height, decoder: 'ffmpeg' });
    const ascending = wanted(info).sort((a, b) => a - b);
    expect(frames.map(({ index }) => index)).toEqual(ascending);
    expect(frames.map(({ picture }) => burntNumber(picture))).toEqual(
      ascending.map((index) => numbers[index]),
    );
    for (const { picture } of frames)
      expect([picture.width, picture.height, picture.data.length]).toEqual([
        width,
        height,
        width * height * 3,
      ]);
    for (const { index, time } of frames) expect(time).toBe(info.times[index]);
  });

  test('takes 128 frames from one video', async () => {
    const { info, frames } = await framesOf(await clipFile('h264.mp4'), ({ times }) =>
      planFrames(times, 128, 'linspace'),
    );
    expect(frames).toHaveLength(128);
    expect(frames.map(({ picture }) => burntNumber(picture))).toEqual(
      planFrames(info.times, 128, 'linspace'),
    );
  });
});

test('tells a video: times, duration, codec, rotation', async () => {
  const info = await decoder.open(await clipFile('h264.mp4'));
  expect(info).toMatchObject({ n: 150, duration: 6, codec: 'h264', rotation: 0 });
  expect(info.times.slice(0, 3)).toEqual([0, 0.04, 0.08]);
  const rotated = await decoder.open(await clipFile('h264-rotated.mp4'));
  expect(rotated).toMatchObject({ rotation: 90, width: 96, height: 64 });
});

test('gives each frame in all heights asked for, in any order, each index once', async () => {
  await decoder.open(await clipFile('h264.mp4'));
  const frames: Frame[] = [];
  for await (const frame of decoder.frames([
    { index: 9, heights: [32, 'native'] },
    { index: 3, heights: [128] },
    { index: 9, heights: [48] },
  ]))
    frames.push(frame);
  expect(
    frames.map(({ index, height, picture }) => [index, height, picture.width, picture.height]),
  ).toEqual([
    [3, 128, 192, 128],
    [9, 32, 48, 32],
    [9, 'native', 96, 64],
    [9, 48, 72, 48],
  ]);
  for (const { index, picture } of frames) expect(burntNumber(picture)).toBe(index);
});

describe('colours as the stream says', () => {
  test.for(colourClips)('$name', async ({ name, frame, rgb }) => {
    const { frames } = await framesOf(await clipFile(name), () => [frame]);
    const [made] = frames;
    if (!made) throw new Error('no frame');
    expect(psnr(made.picture.data, await clipBytes(rgb))).toBeGreaterThan(45);
  });
});

test('a file name may hold anything', async () => {
  const name = "a b/c'%d\\;#?é字\n[0:v].mp4";
  const { frames } = await framesOf(await clipFile('h264.mp4', name), () => [77]);
  expect(frames.map(({ picture }) => burntNumber(picture))).toEqual([77]);
});

import { afterAll, describe, expect, test } from 'vitest';
import type { DecoderName, FrameHeight, VideoInfo } from '../../src/domain/index.js';
import { createFrameDecoder, planFrames, type Frame } from '../../src/frames/index.js';
import {
  burntNumber,
  clipBytes,
  clipFile,
  colourClips,
  indexClips,
  psnr,
} from '../support/clips.js';

/**
 * What each decoder refuses here, whatever it says of it: a silent fall to the other one would be slow and go unnoticed.
 * Chromium has no HEVC and no ProRes; ffmpeg.wasm no AV1; the edit lists, fields and cuts named leave doubt.
 */
const refusedBy: Readonly<Record<DecoderName, readonly string[]>> = {
  webcodecs: [
    ...['hevc.mp4', 'colour-hevc-709.mp4', 'prores.mov', 'mpeg4.mp4', 'vp9-rgb.webm'],
    ...['mpeg4.avi', 'xvid.avi', 'wmv2.wmv', 'mpeg2.mpg', 'flv1.flv', 'moving.gif'],
    ...['h264-edited-end.mp4', 'h264-cut.mpegts'],
  ],
  ffmpeg: ['av1.mp4', 'av1.webm', 'colour-av1.mp4', 'colour-av1-709.webm', 'colour-av1-full.mp4'],
};

const decoders = {
  webcodecs: createFrameDecoder(),
  ffmpeg: createFrameDecoder(),
  auto: createFrameDecoder(),
};
afterAll(async () => {
  for (const decoder of Object.values(decoders)) await decoder.close();
});

type Choice = keyof typeof decoders;

const takersOf = (clip: string): DecoderName[] =>
  (['webcodecs', 'ffmpeg'] as const).filter((name) => !refusedBy[name].includes(clip));

async function framesOf(
  file: File,
  indices: (info: VideoInfo) => readonly number[],
  { decoder = 'auto', heights = ['native'] }: { decoder?: Choice; heights?: FrameHeight[] } = {},
): Promise<{ info: VideoInfo; frames: Frame[] }> {
  const info = await decoders[decoder].open(file, { decoder });
  const requests = indices(info).map((index) => ({ index, heights }));
  const frames: Frame[] = [];
  for await (const frame of decoders[decoder].frames(requests)) frames.push(frame);
  return { info, frames };
}

const every = ({ n }: VideoInfo, step: number, from = 0) =>
  Array.from({ length: Math.ceil((n - from) / step) }, (_, i) => from + i * step);

/** Some from all over, some close together, the first ones and the last ones. */
const some = (info: VideoInfo) =>
  [...new Set([...every(info, 13, 7), 0, 1, 2, 10, 11, info.n - 2, info.n - 1])].filter(
    (index) => index < info.n,
  );

function expectSameVideo(a: VideoInfo, b: VideoInfo): void {
  expect([a.n, a.width, a.height, a.rotation, a.codec]).toEqual([
    ...[b.n, b.width, b.height, b.rotation, b.codec],
  ]);
  a.times.forEach((time, i) => {
    expect(Math.abs(time - (b.times[i] ?? Infinity))).toBeLessThan(1e-3);
  });
  // mediabunny knows it through whole display pixels, of which these clips have few.
  expect(Math.abs(a.pixelAspect / b.pixelAspect - 1)).toBeLessThan(0.01);
}

function expectSamePixels(a: readonly Frame[], b: readonly Frame[]): void {
  expect(a.map(({ index }) => index)).toEqual(b.map(({ index }) => index));
  a.forEach(({ picture }, i) => {
    expect(psnr(picture.data, b[i]?.picture.data ?? new Uint8Array())).toBeGreaterThan(45);
  });
}

describe('exactly the frames asked for, by each decoder that takes the clip', () => {
  test.for(indexClips)('$name', async ({ name, width, height, numbers }) => {
    const file = await clipFile(name);
    const takers = takersOf(name);
    const made: Awaited<ReturnType<typeof framesOf>>[] = [];
    for (const decoder of takers) {
      const { info, frames } = await framesOf(file, some, { decoder });
      expect(info).toMatchObject({ n: numbers.length, width, height, decoder });
      const asked = some(info).sort((a, b) => a - b);
      expect(frames.map(({ index }) => index)).toEqual(asked);
      expect(frames.map(({ picture }) => burntNumber(picture))).toEqual(
        asked.map((index) => numbers[index]),
      );
      for (const frame of frames) {
        expect(frame).toMatchObject({ decoder, time: info.times[frame.index], thumbnail: null });
        const { picture } = frame;
        expect([picture.width, picture.height]).toEqual([width, height]);
        expect(picture.data).toHaveLength(width * height * 3);
      }
      made.push({ info, frames });
    }
    const [one, other] = made;
    if (one && other) {
      expectSameVideo(one.info, other.info);
      expectSamePixels(one.frames, other.frames);
    }
    for (const decoder of ['webcodecs', 'ffmpeg'] as const)
      if (!takers.includes(decoder))
        await expect(decoders[decoder].open(file, { decoder })).rejects.toMatchObject({
          code: 'unsupported-video',
        });
  });

  test('all 150 of one video, in a row', async () => {
    const file = await clipFile('h264.mp4');
    for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
      const { info, frames } = await framesOf(file, (video) => every(video, 1), { decoder });
      expect(frames.map(({ picture }) => burntNumber(picture))).toEqual(every(info, 1));
    }
  });

  test.for(['h264.mp4', 'h264-one-key.mkv', 'h264-open-gop.mp4', 'vp9-odd.webm'])(
    'each picture of %s by itself',
    async (name) => {
      const info = await decoders.webcodecs.open(await clipFile(name), { decoder: 'webcodecs' });
      for (const index of every(info, 3))
        for await (const frame of decoders.webcodecs.frames([{ index, heights: ['native'] }]))
          expect([frame.index, burntNumber(frame.picture)]).toEqual([index, index]);
    },
  );
});

describe('chooses WebCodecs where it can, else ffmpeg.wasm', () => {
  test.for([...indexClips, ...colourClips])('$name', async ({ name }) => {
    const { info, frames } = await framesOf(await clipFile(name), () => [3]);
    expect(info.decoder).toBe(takersOf(name)[0]);
    expect(frames.map(({ decoder }) => decoder)).toEqual([info.decoder]);
  });
});

test('tells a video: times, duration, codec, rotation, pixel aspect', async () => {
  const open = async (name: string) => decoders.auto.open(await clipFile(name));
  const info = await open('h264.mp4');
  expect(info).toMatchObject({
    n: 150,
    duration: 6,
    fileDuration: 6,
    codec: 'h264',
    rotation: 0,
    pixelAspect: 1,
  });
  expect(info.times.slice(0, 3)).toEqual([0, 0.04, 0.08]);
  for (const decoder of ['webcodecs', 'ffmpeg'] as const)
    expect(
      await decoders[decoder].open(await clipFile('h264-late.mp4'), { decoder }),
    ).toMatchObject({
      duration: expect.closeTo(1.6) as number,
      fileDuration: 6.6,
    });
  expect(await open('h264-rotated.mp4')).toMatchObject({ rotation: 90, width: 96, height: 64 });
  const anamorphic = await open('h264-anamorphic.mp4');
  expect(anamorphic.pixelAspect).toBeCloseTo(16 / 11, 1);
});

test('gives each frame in all heights asked for, in any order, each index once', async () => {
  for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
    await decoders[decoder].open(await clipFile('h264.mp4'), { decoder });
    const frames: Frame[] = [];
    for await (const frame of decoders[decoder].frames([
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
  }
});

describe('thumbnails', () => {
  async function thumbnails(name: string): Promise<(Blob | null)[]> {
    await decoders.auto.open(await clipFile(name));
    const made: (Blob | null)[] = [];
    for await (const { thumbnail } of decoders.auto.frames([
      { index: 5, heights: [320, 'native'], thumbnail: true },
      { index: 9, heights: ['native'] },
    ]))
      made.push(thumbnail);
    return made;
  }

  test('come where they are asked for, once, as WebP', async () => {
    const [small, ...others] = await thumbnails('h264.mp4');
    expect(small?.type).toBe('image/webp');
    expect(others).toEqual([null, null]);
    const bitmap = await createImageBitmap(small ?? new Blob());
    expect([bitmap.width, bitmap.height]).toEqual([96, 64]);
  });

  test('are at most 160 pixels long', async () => {
    const [small] = await thumbnails('h264-large.mp4');
    const bitmap = await createImageBitmap(small ?? new Blob());
    expect([bitmap.width, bitmap.height]).toEqual([160, 107]);
  });
});

describe('colours as the stream says', () => {
  test.for(colourClips)('$name', async ({ name, frame, rgb }) => {
    const file = await clipFile(name);
    const truth = await clipBytes(rgb);
    const made: Frame[][] = [];
    for (const decoder of takersOf(name)) {
      const { frames } = await framesOf(file, () => [frame], { decoder });
      expect(psnr(frames[0]?.picture.data ?? new Uint8Array(), truth)).toBeGreaterThan(45);
      made.push(frames);
    }
    if (made[0] && made[1]) expectSamePixels(made[0], made[1]);
  });
});

test('a sampled plan gives its frames', async () => {
  const { info, frames } = await framesOf(await clipFile('h264.mp4'), ({ times }) =>
    planFrames(times, 128, 'linspace'),
  );
  expect(frames.map(({ picture }) => burntNumber(picture))).toEqual(
    planFrames(info.times, 128, 'linspace'),
  );
});

test('a file name may hold anything', async () => {
  const name = "a b/c'%d\\;#?é字\n[0:v].mp4";
  for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
    const { frames } = await framesOf(await clipFile('h264.mp4', name), () => [77], { decoder });
    expect(frames.map(({ picture }) => burntNumber(picture))).toEqual([77]);
  }
});

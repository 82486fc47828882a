import { afterAll, describe, expect, test } from 'vitest';
import type { FrameRequest } from '../../src/frames/index.js';
import { createFrameDecoder } from '../../src/frames/index.js';
import { burntNumber, clipBytes, clipFile } from '../support/clips.js';

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

const requests = (...indices: number[]): FrameRequest[] =>
  indices.map((index) => ({ index, heights: ['native'] }));

async function numbers(wanted: readonly FrameRequest[], signal?: AbortSignal): Promise<number[]> {
  const found: number[] = [];
  for await (const { picture } of decoder.frames(wanted, signal)) found.push(burntNumber(picture));
  return found;
}

async function decodeAll(file: File): Promise<number[]> {
  const { n } = await decoder.open(file);
  return numbers(requests(...Array.from({ length: n }, (_, i) => i)));
}

/** The decoder must stay of use whatever it was given before. */
async function expectStillWorking(): Promise<void> {
  await decoder.open(await clipFile('h264.mp4'));
  expect(await numbers(requests(5, 100))).toEqual([5, 100]);
}

describe('refuses by name what it cannot decode', () => {
  test('zero bytes', async () => {
    await expect(decoder.open(new File([], 'none.mp4'))).rejects.toMatchObject({
      code: 'corrupt-video',
      message: expect.stringMatching(/none\.mp4.*empty/) as unknown,
    });
  });

  test('text', async () => {
    const text = new File(['This is a note, not a film.\n'.repeat(50)], 'note.mp4');
    await expect(decoder.open(text)).rejects.toMatchObject({
      code: 'corrupt-video',
      message: expect.stringContaining('note.mp4') as unknown,
    });
  });

  test('random bytes', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(20_000));
    await expect(decoder.open(new File([bytes], 'noise.mp4'))).rejects.toMatchObject({
      code: 'corrupt-video',
    });
  });

  test('an MP4 cut off before its index', async () => {
    const bytes = await clipBytes('h264-moov-last.mp4');
    const cut = new File([bytes.subarray(0, bytes.length / 2)], 'headless.mp4');
    await expect(decoder.open(cut)).rejects.toMatchObject({
      code: 'corrupt-video',
      message: expect.stringContaining('headless.mp4') as unknown,
    });
  });

  test('an MP4 cut off in its pictures', async () => {
    const bytes = await clipBytes('h264.mp4');
    const cut = new File([bytes.subarray(0, bytes.length * 0.7)], 'short.mp4');
    await expect(decoder.open(cut)).rejects.toMatchObject({
      code: 'corrupt-video',
      message: expect.stringMatching(/short\.mp4.*cut off/) as unknown,
    });
  });

  test('an MP4 cut off between two pictures', async () => {
    await expect(decoder.open(await clipFile('h264-cut.mp4'))).rejects.toMatchObject({
      code: 'corrupt-video',
      message: expect.stringMatching(/h264-cut\.mp4.*cut off/) as unknown,
    });
  });

  test('a Matroska file cut off', async () => {
    const bytes = await clipBytes('h264-one-key.mkv');
    const cut = new File([bytes.subarray(0, bytes.length * 0.6)], 'short.mkv');
    await expect(decoder.open(cut)).rejects.toMatchObject({ code: 'corrupt-video' });
  });

  test('an MP4 with damaged pictures', async () => {
    const bytes = await clipBytes('h264.mp4');
    bytes.fill(0x5a, bytes.length * 0.6, bytes.length * 0.9);
    await expect(decodeAll(new File([bytes], 'damaged.mp4'))).rejects.toMatchObject({
      code: 'corrupt-video',
      message: expect.stringContaining('damaged.mp4') as unknown,
    });
  });

  test('sound without a video', async () => {
    await expect(decoder.open(await clipFile('audio.m4a'))).rejects.toMatchObject({
      code: 'unsupported-video',
      detail: 'no-video-track',
      message: expect.stringMatching(/audio\.m4a.*no video track.*aac/) as unknown,
    });
  });

  test('AV1, which ffmpeg.wasm does not decode', async () => {
    const opening = decoder.open(await clipFile('av1.mp4'), { decoder: 'ffmpeg' });
    await expect(opening).rejects.toMatchObject({
      code: 'unsupported-video',
      message: expect.stringMatching(/av1\.mp4.*AV1/) as unknown,
    });
  });

  test('HEVC, which this browser does not decode', async () => {
    const opening = decoder.open(await clipFile('hevc.mp4'), { decoder: 'webcodecs' });
    await expect(opening).rejects.toMatchObject({
      code: 'unsupported-video',
      message: expect.stringMatching(/hevc\.mp4 is hevc/) as unknown,
    });
  });

  test("a picture under a video's name", async () => {
    const canvas = new OffscreenCanvas(8, 8);
    canvas.getContext('2d')?.fillRect(0, 0, 8, 8);
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg' });
    await expect(decoder.open(new File([jpeg], 'photo.mp4'))).rejects.toMatchObject({
      code: 'unsupported-video',
      detail: 'no-video-track',
      message: expect.stringContaining('photo.mp4') as unknown,
    });
  });

  test('and goes on with the next file', expectStillWorking);
});

test('frames outside the video are refused', async () => {
  const { n } = await decoder.open(await clipFile('h264.mp4'));
  await expect(numbers(requests(n))).rejects.toThrow(RangeError);
  await expect(numbers(requests(-1))).rejects.toThrow(RangeError);
  expect(await numbers(requests(n - 1))).toEqual([n - 1]);
});

test('a cancelled decoding ends at once, and the next video opens', async () => {
  const abort = new AbortController();
  await decoder.open(await clipFile('h264.mp4'));
  const found: number[] = [];
  const reading = (async () => {
    for await (const { index } of decoder.frames(requests(0, 1, 2, 3, 4), abort.signal)) {
      found.push(index);
      if (index === 1) abort.abort();
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  expect(found).toEqual([0, 1]);
  await expectStillWorking();
});

test('an opening that is no longer wanted is cancelled', async () => {
  const opening = decoder.open(await clipFile('h264.mp4'), {
    signal: AbortSignal.timeout(1),
  });
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  await expectStillWorking();
});

test('frames may be left early', async () => {
  await decoder.open(await clipFile('h264.mp4'));
  for await (const { index } of decoder.frames(requests(0, 70, 140))) if (index === 70) break;
  await expectStillWorking();
});

test("a file may have another kind's name", async () => {
  const film = await clipFile('h264.mp4', 'film.webm');
  expect(await decoder.open(film)).toMatchObject({ n: 150, decoder: 'webcodecs' });
  const clip = await clipFile('h264.mp4', 'clip.avi');
  expect(await decoder.open(clip)).toMatchObject({ n: 150, decoder: 'ffmpeg' });
  const recording = await clipFile('mpeg4.avi', 'recording.mp4');
  expect(await decoder.open(recording)).toMatchObject({ n: 50, decoder: 'ffmpeg' });
});

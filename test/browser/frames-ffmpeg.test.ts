import { afterAll, describe, expect, test, vi } from 'vitest';
import { yuvToRgb } from '../../src/frames/colour.js';
import { extractFrames } from '../../src/frames/extract.js';
import { FfmpegCore } from '../../src/frames/ffmpeg-core.js';
import {
  decodePassing,
  decodeSought,
  type OpenVideo,
  type RawFrame,
} from '../../src/frames/ffmpeg-runs.js';
import { fed } from '../../src/frames/ffmpeg-task.js';
import { createFrameDecoder } from '../../src/frames/index.js';
import { pixelFormat } from '../../src/frames/pixel-format.js';
import { probePictures } from '../../src/frames/probe-pictures.js';
import { probeStream } from '../../src/frames/probe.js';
import { burntNumber, clipBytes, clipFile, indexClips } from '../support/clips.js';

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

/** A clip opened in this page's own core. */
async function openHere(file: File): Promise<OpenVideo> {
  const core = new FfmpegCore(file);
  const stream = await probeStream(core, file);
  return { file, core, stream, ...(await probePictures(core, file, stream)) };
}

/** The number burnt into a raw frame. */
function numberIn({ stream }: OpenVideo, { bytes }: RawFrame): number {
  const format = pixelFormat(stream.pixelFormat);
  if (format.kind === 'rgb') throw new Error('no planes');
  return burntNumber(yuvToRgb(bytes, format, stream.width, stream.height, stream));
}

async function decodeHere(
  name: string,
  wanted: (n: number) => readonly number[],
): Promise<{ indices: readonly number[]; numbers: number[]; memory: number }> {
  const video = await openHere(await clipFile(name));
  try {
    const indices = wanted(video.presentation.times.length);
    const numbers: number[] = [];
    for await (const frame of extractFrames(video, indices)) numbers.push(numberIn(video, frame));
    return { indices, numbers, memory: video.core.memory };
  } finally {
    video.core.end();
  }
}

test('1,000 frames of many videos come out of one core, and its memory stays', async () => {
  const names = ['h264.mp4', 'vp9-odd.webm', 'h264-vfr.mp4', 'mpeg4.avi', 'h264-one-key.mkv'];
  let frames = 0;
  let atTwoHundred = 0;
  let memory = 0;
  for (let round = 0; frames < 1000; round++) {
    const name = names[round % names.length] ?? '';
    const clip = indexClips.find((known) => known.name === name);
    // One frame a run for the most part: runs are what wears a core out.
    const made = await decodeHere(name, (n) =>
      Array.from({ length: n }, (_, i) => i).filter((i) => i % 3 === round % 3),
    );
    expect(made.numbers).toEqual(made.indices.map((index) => clip?.numbers[index]));
    frames += made.numbers.length;
    memory = made.memory;
    if (frames <= 200) atTwoHundred = memory;
  }
  console.log(
    `ffmpeg.wasm holds ${atTwoHundred} bytes after 200 frames, ${memory} after ${frames}`,
  );
  expect(memory).toBe(atTwoHundred);
});

/** ffmpeg.wasm has no AV1 decoder. */
const decodable = indexClips.filter(({ name }) => !name.startsWith('av1'));

test.for(decodable)('ffmpeg.wasm takes every frame of $name', async ({ name, numbers }) => {
  const { n } = await decoder.open(await clipFile(name), { decoder: 'ffmpeg' });
  const found: number[] = [];
  const all = Array.from({ length: n }, (_, index) => ({ index, heights: ['native' as const] }));
  for await (const { picture } of decoder.frames(all)) found.push(burntNumber(picture));
  expect(found).toEqual(numbers);
});

describe('pictures made of their packets alone equal those of a pass over the whole file', () => {
  const names = ['h264.mp4', 'h264-vfr.mp4', 'h264-open-gop.mp4', 'h264-one-key.mkv', 'hevc.mp4'];
  test.for([...names, 'vp9-odd.webm', 'vp9.mp4', 'prores.mov'])('%s', async (name) => {
    const video = await openHere(await clipFile(name));
    const run = vi.spyOn(video.core, 'run');
    const isFed = () => run.mock.lastCall?.[0].includes(fed) ?? false;
    let alone = 0;
    for (let index = 0; index < video.presentation.times.length; index += 3) {
      const whole = await decodePassing(video, [index]);
      const made: RawFrame[] = [];
      for await (const frame of extractFrames(video, [index])) made.push(frame);
      if (isFed()) alone++;
      expect(made).toEqual(whole);
    }
    video.core.end();
    // Where it cannot be told for sure, the whole file is asked; that must stay the exception.
    expect(alone).toBeGreaterThan(video.presentation.times.length / 6);
  });
});

test('damage spoils only the pictures made from it, and is named', async () => {
  const bytes = await clipBytes('h264.mp4');
  const { packets, core } = await openHere(new File([bytes], 'whole.mp4'));
  core.end();
  const key = packets?.findLast((packet, i) => packet.key && i < packets.length / 2);
  const at = key?.position ?? 0;
  bytes.fill(0x5a, at + (key?.size ?? 0) / 4, at + (key?.size ?? 0));
  const video = await openHere(new File([bytes], 'damaged.mp4'));
  const numbers: number[] = [];
  const reading = (async () => {
    for await (const frame of extractFrames(video, [3, 4, 140]))
      numbers.push(numberIn(video, frame));
    const first = video.presentation.times.indexOf(key?.time ?? NaN);
    for await (const frame of extractFrames(video, [first - 1, first, first + 1]))
      numbers.push(numberIn(video, frame));
  })();
  await expect(reading).rejects.toMatchObject({
    code: 'corrupt-video',
    message: expect.stringMatching(/damaged\.mp4 is damaged at or before frame \d+/) as unknown,
  });
  video.core.end();
  expect(numbers).toHaveLength(4);
});

test('a core that is ended while it runs says so, and the next video gets another', async () => {
  const video = await openHere(await clipFile('h264.mp4', 'left.mp4'));
  const reading = decodeSought(video, [100]);
  // Promises only: the run is under way, and its answer, a task of its own, cannot have come.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  video.core.end();
  await expect(reading).rejects.toMatchObject({
    code: 'cancelled',
    message: expect.stringContaining('left.mp4') as unknown,
  });
  const { indices, numbers } = await decodeHere('h264.mp4', () => [7]);
  expect(numbers).toEqual(indices);
});

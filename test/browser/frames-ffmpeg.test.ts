import { afterAll, expect, test } from 'vitest';
import { yuvToRgb } from '../../src/frames/colour.js';
import { extractFrames } from '../../src/frames/extract.js';
import { FfmpegCore } from '../../src/frames/ffmpeg-core.js';
import { createFrameDecoder } from '../../src/frames/index.js';
import { pixelFormat } from '../../src/frames/pixel-format.js';
import { probePictures } from '../../src/frames/probe-pictures.js';
import { probeStream } from '../../src/frames/probe.js';
import { burntNumber, clipFile, indexClips } from '../support/clips.js';

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

/** The numbers burnt into frames, decoded in this page's own core, and the memory that it holds afterwards. */
async function decodeHere(
  name: string,
  wanted: (n: number) => readonly number[],
): Promise<{ indices: readonly number[]; numbers: number[]; memory: number }> {
  const file = await clipFile(name);
  const core = new FfmpegCore(file);
  try {
    const stream = await probeStream(core, file);
    const video = { file, core, stream, ...(await probePictures(core, file, stream)) };
    const indices = wanted(video.presentation.times.length);
    const format = pixelFormat(stream.pixelFormat);
    if (format.kind === 'rgb') throw new Error('no planes');
    const numbers: number[] = [];
    for await (const { bytes } of extractFrames(video, indices))
      numbers.push(burntNumber(yuvToRgb(bytes, format, stream.width, stream.height, stream)));
    return { indices, numbers, memory: core.memory };
  } finally {
    core.end();
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

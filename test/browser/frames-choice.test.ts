import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFrameDecoder, type Frame, type FrameRequest } from '../../src/frames/index.js';
import { burntNumber, clipFile } from '../support/clips.js';

/** Every worker that is started, by its name. */
let started: { readonly name: string; readonly worker: Worker }[] = [];

beforeEach(() => {
  started = [];
  vi.stubGlobal(
    'Worker',
    class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        started.push({ name: options?.name ?? '', worker: this });
      }
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const startedNames = () => started.map(({ name }) => name);

/** As when a worker's process dies. */
const crash = (name: string) =>
  started
    .find((one) => one.name === name)
    ?.worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));

const requests = (...indices: number[]): FrameRequest[] =>
  indices.map((index) => ({ index, heights: ['native'] }));

const summary = ({ index, decoder, picture }: Frame) => [index, burntNumber(picture), decoder];

test('ffmpeg.wasm is not loaded for what the browser decodes, and the other way round', async () => {
  const decoder = createFrameDecoder();
  await decoder.open(await clipFile('h264.mp4'));
  expect(startedNames()).toEqual(['WebCodecs']);
  await decoder.open(await clipFile('mpeg4.avi'));
  expect(startedNames()).toEqual(['WebCodecs', 'ffmpeg.wasm']);
  await decoder.close();
});

test('when WebCodecs fails midway, ffmpeg.wasm makes the frames still lacking', async () => {
  const decoder = createFrameDecoder();
  await decoder.open(await clipFile('h264.mp4'));
  const made: ReturnType<typeof summary>[] = [];
  for await (const frame of decoder.frames(requests(0, 40, 80, 81, 149))) {
    made.push(summary(frame));
    if (frame.index === 0) crash('WebCodecs');
  }
  expect(made).toEqual([
    [0, 0, 'webcodecs'],
    ...[40, 80, 81, 149].map((index) => [index, index, 'ffmpeg']),
  ]);
  const again: ReturnType<typeof summary>[] = [];
  for await (const frame of decoder.frames(requests(7))) again.push(summary(frame));
  expect(again).toEqual([[7, 7, 'ffmpeg']]);
  await decoder.close();
});

test.for([
  ['webcodecs', 'WebCodecs'],
  ['ffmpeg', 'ffmpeg.wasm'],
] as const)('%s, when forced, fails and says so; the next video opens', async ([choice, name]) => {
  const decoder = createFrameDecoder();
  await decoder.open(await clipFile('h264.mp4', 'fatal.mp4'), { decoder: choice });
  const made: number[] = [];
  const reading = (async () => {
    for await (const { index } of decoder.frames(requests(0, 30, 60))) {
      made.push(index);
      crash(name);
    }
  })();
  await expect(reading).rejects.toMatchObject({
    code: 'worker-crashed',
    message: expect.stringMatching(/fatal\.mp4.*out of memory/) as unknown,
  });
  expect(made).toEqual([0]);
  expect(startedNames()).toEqual([name]);
  await decoder.open(await clipFile('h264.mp4'), { decoder: choice });
  for await (const frame of decoder.frames(requests(9)))
    expect(summary(frame)).toEqual([9, 9, choice]);
  await decoder.close();
});

test('where neither can, one error gives both reasons', async () => {
  const decoder = createFrameDecoder();
  await expect(decoder.open(await clipFile('audio.m4a'))).rejects.toMatchObject({
    code: 'unsupported-video',
    detail: 'no-video-track',
    message: expect.stringMatching(/ffmpeg\.wasm: audio\.m4a.*The browser: audio\.m4a/) as unknown,
  });
  await decoder.close();
});

test('what is no longer wanted is not given to the other decoder', async () => {
  const decoder = createFrameDecoder();
  const abort = new AbortController();
  await decoder.open(await clipFile('h264.mp4'));
  const reading = (async () => {
    for await (const { index } of decoder.frames(requests(0, 50, 100), abort.signal))
      if (index === 0) abort.abort();
  })();
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  expect(startedNames()).toEqual(['WebCodecs']);
  await decoder.close();
});

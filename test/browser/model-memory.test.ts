import * as ort from 'onnxruntime-web/webgpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letters, type Provider } from '../../src/domain/index.js';
import { loadModel } from '../../src/model/load.js';
import type { ModelRuntime } from '../../src/model/runtime.js';
import { pictureOf, promptOf } from '../support/demo-questions.js';
import { demoModelFiles } from '../support/demo.js';

/** Every tensor that a session gave, and every wasm memory: what the runtime must give back. */
const outputs: ort.Tensor[] = [];
const memories: WebAssembly.Memory[] = [];
const alive = () => outputs.filter(({ location }) => location !== 'none').length;
const heapBytes = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

type Run = (...given: unknown[]) => Promise<ort.InferenceSession.ReturnType>;
// Its type is that of a factory, but it is a class.
const sessions = (ort.InferenceSession as unknown as { readonly prototype: { run: Run } })
  .prototype;
const { run } = sessions;
const { Memory } = WebAssembly;

beforeAll(() => {
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
  sessions.run = async function (...given) {
    const result = await run.apply(this, given);
    for (const value of Object.values(result)) if (value instanceof ort.Tensor) outputs.push(value);
    return result;
  };
});

afterAll(() => {
  WebAssembly.Memory = Memory;
  sessions.run = run;
});

const frames = 3;
let asked = 0;

/** Videos of two questions in two option orders each, as a run asks them. */
async function askVideos(on: ModelRuntime, videos: number): Promise<void> {
  const encode = async (i: number) => (await on.encode(pictureOf(i % 50), 'whole')).handle;
  for (let video = 0; video < videos; video++) {
    const shown: number[] = [];
    for (let i = 0; i < frames; i++) shown.push(await encode(video * frames + i));
    for (const question of [0, 1]) {
      const image = await encode(video + question + 40);
      for (const rotation of [0, 1]) {
        const prompt = promptOf({ frames, order: 'video-first', question, rotation });
        await on.ask({ prompt, frames: shown, image, letters });
        asked++;
      }
      on.release([image]);
    }
    on.release(shown);
  }
}

describe('memory over many questions', () => {
  const cases: readonly (readonly [Provider, number])[] = [
    ['wasm', 40],
    ['webgpu', 1],
  ];
  it.each(cases)('stays flat on %s', async (device, videos) => {
    const { runtime } = await loadModel(
      await demoModelFiles(),
      { device, dtype: 'fp32' },
      () => undefined,
    );
    await askVideos(runtime, 1);
    expect(alive()).toBe(0);
    const heap = heapBytes();
    expect(heap).toBeGreaterThan(0);
    asked = 0;
    await askVideos(runtime, videos);
    expect(asked).toBe(videos * 4);
    expect(outputs.length).toBeGreaterThan(asked);
    expect(alive()).toBe(0);
    expect(heapBytes()).toBe(heap);
    await runtime.end();
  });
});

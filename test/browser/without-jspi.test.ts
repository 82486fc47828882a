import { afterAll, expect, it } from 'vitest';
import { letters } from '../../src/domain/index.js';
import { loadModel } from '../../src/model/load.js';
import { pictureOf, promptOf } from '../support/demo-questions.js';
import { demoModelFiles } from '../support/demo.js';

const suspending = Object.getOwnPropertyDescriptor(WebAssembly, 'Suspending');

afterAll(() => {
  if (suspending) Object.defineProperty(WebAssembly, 'Suspending', suspending);
});

/** Wasm files that this page fetched. */
const fetched = () =>
  performance
    .getEntriesByType('resource')
    .filter((entry) => (entry as PerformanceResourceTiming).initiatorType === 'fetch')
    .map(({ name }) => /ort-wasm[\w-]*\.(\w+)\.wasm/.exec(name)?.[1])
    .filter((build) => build !== undefined);

it('a browser that cannot let wasm wait gets the other build of ONNX Runtime, and answers', async () => {
  expect(suspending).toBeDefined();
  Reflect.deleteProperty(WebAssembly, 'Suspending');
  const { runtime } = await loadModel(
    await demoModelFiles(),
    { device: 'wasm', dtype: 'auto' },
    () => undefined,
  );
  expect(new Set(fetched())).toEqual(new Set(['asyncify']));
  const frame = (await runtime.encode(pictureOf(1), 'whole')).handle;
  const image = (await runtime.encode(pictureOf(2), 'whole')).handle;
  const prompt = promptOf({ frames: 1, order: 'video-first', question: 0, rotation: 0 });
  const { letterLogprobs } = await runtime.ask({ prompt, frames: [frame], image, letters });
  expect(Object.values(letterLogprobs).filter(Number.isFinite)).toHaveLength(letters.length);
  await runtime.end();
});

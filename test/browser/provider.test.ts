import { afterEach, expect, it, vi } from 'vitest';
import { chooseProvider } from '../../src/model/provider.js';

afterEach(() => {
  vi.restoreAllMocks();
});

it('WebGPU that was asked for, as a resumed run does, is never replaced by wasm', async () => {
  vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);
  await expect(chooseProvider('webgpu', 'fp32')).rejects.toMatchObject({
    code: 'webgpu-unavailable',
  });
  expect(await chooseProvider('auto', 'fp32')).toMatchObject({ provider: 'wasm' });
});

it('q8 goes to a GPU only when both are asked for by name', async () => {
  expect(await chooseProvider('webgpu', 'q8')).toMatchObject({ provider: 'webgpu' });
  const auto = await chooseProvider('auto', {
    vision_encoder: 'fp32',
    embed_tokens: 'auto',
    decoder_model_merged: 'q8',
  });
  expect(auto).toMatchObject({ provider: 'wasm', why: expect.stringContaining('q8') as string });
});

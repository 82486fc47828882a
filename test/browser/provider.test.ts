import { expect, it } from 'vitest';
import { chooseProvider } from '../../src/model/provider.js';

it('q8 goes to a GPU only when both are asked for by name', async () => {
  expect(await chooseProvider('webgpu', 'q8')).toMatchObject({ provider: 'webgpu' });
  const auto = await chooseProvider('auto', {
    vision_encoder: 'fp32',
    embed_tokens: 'auto',
    decoder_model_merged: 'q8',
  });
  expect(auto).toMatchObject({ provider: 'wasm', why: expect.stringContaining('q8') as string });
});

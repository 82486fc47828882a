import { expect, it } from 'vitest';
import { Hub, Model, type ModelFiles } from '../../src/model/index.js';
import { ModelSlot } from '../../src/ui/state/model-slot.svelte.js';
import { demoModelFiles } from '../support/demo.js';
import { aRun } from '../support/results.js';

const folder = async (): Promise<ModelFiles> => ({
  ...(await demoModelFiles()),
  id: 'tiny',
  source: 'folder',
});
const never = () => new AbortController().signal;

/** A stored run of the folder's model. */
async function storedRun(provider: 'wasm' | 'webgpu') {
  const model = await Model.load(
    await folder(),
    { device: 'wasm', dtype: 'auto' },
    () => undefined,
  );
  model.end();
  return aRun({ manifest: { ...aRun().manifest, model: model.info.record, provider } });
}

// The choice `auto` passes over the software adapter that these tests have.
it.each(['webgpu', 'wasm'] as const)(
  'a run that began on %s goes on there, whatever is chosen for a new one',
  async (provider) => {
    const slot = new ModelSlot(new Hub());
    const model = await slot.loadAgain(await storedRun(provider), await folder(), never());
    model.end();
    expect(model.info.provider).toBe(provider);
  },
);

it('a run does not go on with a model of other files', async () => {
  const run = await storedRun('wasm');
  const [first, ...others] = run.manifest.model.files;
  if (!first) throw new Error('the model has no files');
  const model = { ...run.manifest.model, files: [{ ...first, sha256: 'ff' }, ...others] };
  const changed = aRun({ manifest: { ...run.manifest, model } });
  await expect(
    new ModelSlot(new Hub()).loadAgain(changed, await folder(), never()),
  ).rejects.toMatchObject({ code: 'changed-media' });
});

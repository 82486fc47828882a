import { beforeAll, expect, it } from 'vitest';
import type { ModelRecord, Provider } from '../../src/domain/index.js';
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

let record: ModelRecord;

beforeAll(async () => {
  const files = await folder();
  const model = await Model.load(files, { device: 'wasm', dtype: 'auto' }, () => undefined);
  record = model.info.record;
  model.end();
});

/** A stored run of the folder's model. */
const storedRun = (provider: Provider) =>
  aRun({ manifest: { ...aRun().manifest, model: record, provider } });

// The choice `auto` passes over the software adapter that these tests have.
it.each(['webgpu', 'wasm'] as const)(
  'a run that began on %s goes on there, whatever is chosen for a new one',
  async (provider) => {
    const slot = new ModelSlot(new Hub());
    const model = await slot.loadAgain(storedRun(provider), await folder(), never());
    model.end();
    expect(model.info.provider).toBe(provider);
  },
);

it('a run does not go on with a model of other files', async () => {
  const run = storedRun('wasm');
  const [first, ...others] = run.manifest.model.files;
  if (!first) throw new Error('the model has no files');
  const model = { ...run.manifest.model, files: [{ ...first, sha256: 'ff' }, ...others] };
  const changed = aRun({ manifest: { ...run.manifest, model } });
  await expect(
    new ModelSlot(new Hub()).loadAgain(changed, await folder(), never()),
  ).rejects.toMatchObject({ code: 'changed-media' });
});

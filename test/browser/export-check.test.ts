import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dataset, MediaFile } from '../../src/domain/index.js';
import { Hub, type ModelFiles } from '../../src/model/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { ExportCheckState } from '../../src/ui/state/export-check.svelte.js';
import { Inputs } from '../../src/ui/state/inputs.svelte.js';
import { ModelSlot } from '../../src/ui/state/model-slot.svelte.js';
import { RunControl } from '../../src/ui/state/run-control.svelte.js';
import { Settings } from '../../src/ui/state/settings.svelte.js';
import { Shelf } from '../../src/ui/state/shelf.svelte.js';
import { Thumbnails } from '../../src/ui/state/thumbnails.svelte.js';
import { withCoarseExports } from '../support/coarse-model.js';
import { demoData, demoModelFiles } from '../support/demo.js';

let dataset: Dataset;
let media: readonly MediaFile[];
let demo: ModelFiles;
let store: Store;
let databases = 0;

/** Five models are loaded beside each other. */
vi.setConfig({ testTimeout: 480_000 });

beforeAll(async () => {
  const { dataset: part, media: match } = await demoData(2);
  dataset = part;
  media = [...match.videos.values(), ...match.images.values()];
  demo = await demoModelFiles();
});

beforeEach(async () => {
  store = await openStore(`export-check-test-${Date.now()}-${databases++}`);
});

afterEach(() => {
  store.close();
});

const asMedia = ({ files }: ModelFiles): MediaFile[] =>
  Array.from(files, ([name, blob]) => {
    const file = new File([blob], name.slice(name.lastIndexOf('/') + 1));
    return { name: file.name, path: `coarse/${name}`, file };
  });

/** The page's state around an export check, with the demo's first questions and a model of several exports. */
async function aCheck(model: ModelFiles, questions: number) {
  const opening = Promise.resolve(store);
  const [inputs, settings] = [new Inputs(), new Settings()];
  const shelf = new Shelf(opening);
  const control = new RunControl(opening, shelf, new Thumbnails(opening));
  inputs.addModelFolder(asMedia(model));
  await inputs.add(media);
  inputs.dataset = dataset;
  Object.assign(settings, { model: 'folder', frames: 2, device: 'wasm' });
  const slot = new ModelSlot(new Hub());
  const tools = { inputs, settings, model: slot, control, shelf, store: opening };
  const check = new ExportCheckState(tools);
  check.questions = questions;
  const opened = vi.spyOn(control.decoder, 'open');
  const frames = vi.spyOn(control.decoder, 'frames');
  return { check, tools, control, slot, opened, frames };
}

const signal = () => new AbortController().signal;

describe('an export check', () => {
  it('runs each export and each session alone over frames that are decoded once', async () => {
    const model = await withCoarseExports(demo, { fp16: 10, q4: 2 });
    const { check, tools, opened, frames } = await aCheck(model, 2);
    check.eachSession = true;
    Object.assign(check.wanted, { q8: false, fp16: true });
    await check.look();
    expect(check.available).toEqual(['fp32', 'fp16', 'q4']);
    await check.run(signal());
    expect([check.phase, check.note]).toEqual(['done', '']);
    expect(check.notRun.map(({ name }) => name)).toEqual([
      ...['fp16', 'fp16, vision only', 'fp16, embeddings only', 'fp16, decoder only'],
    ]);
    expect(check.notRun[0]?.why).toBe('It has the same files as fp32.');

    const { reference, variants } = check.open?.check ?? { reference: null, variants: [] };
    expect(reference).toMatchObject({ name: 'fp32', provider: 'wasm', answers: 2, unscored: 0 });
    expect(variants.map(({ name }) => name)).toEqual([
      ...['q4', 'q4, vision only', 'q4, embeddings only', 'q4, decoder only'],
    ]);
    for (const { difference } of variants) {
      expect(difference).toMatchObject({ shared: 2, notCompared: 0 });
      expect(difference.meanDivergence).toBeGreaterThan(0);
      expect(difference.meanDivergence).toBeLessThan(20);
      const order = difference.worst.map((one) => one.divergence);
      expect(order).toEqual(order.toSorted((a, b) => b - a));
    }
    expect(reference?.tokensPerSecond).toBeGreaterThan(0);
    expect(reference?.encodeMs).toBeGreaterThan(0);

    const videos = new Set(check.open?.runs[0]?.samples.map((at) => dataset.samples[at]?.videoId));
    expect(frames).toHaveBeenCalledTimes(videos.size);
    // Besides, the videos of the longest prompts were looked into, to count tokens.
    expect(opened.mock.calls.length).toBeLessThanOrEqual(videos.size + 3);
    const stored = await store.listRuns();
    expect(stored.map(({ status }) => status)).toEqual(Array(5).fill('finished'));
    const group = check.open?.group;
    expect(group).toMatchObject({ kind: 'export-check', role: 'fp32', place: 0 });
    expect(stored.every((run) => run.group?.id === group?.id)).toBe(true);

    const later = new ExportCheckState(tools);
    await later.show(group?.id ?? '');
    expect(later.notRun).toEqual(check.notRun);
  });

  it('goes through several passes where memory is short, and says so', async () => {
    const model = await withCoarseExports(demo, { q4: 2 });
    const { check, frames } = await aCheck(model, 1);
    const memory = vi.spyOn(
      navigator as Navigator & { deviceMemory: number },
      'deviceMemory',
      'get',
    );
    memory.mockReturnValue(0.02);
    try {
      await check.run(signal());
    } finally {
      memory.mockRestore();
    }
    expect(check.note).toMatch(/run in 2 passes, and frames are decoded anew/);
    expect(frames).toHaveBeenCalledTimes(2);
    expect(check.open?.check.variants.map(({ name, answers }) => [name, answers])).toEqual([
      ['q4', 1],
    ]);
  });

  it('that was cancelled keeps what it did not begin, and is gone on with as a whole', async () => {
    const model = await withCoarseExports(demo, { q4: 2, fp16: 3 });
    const { check, tools, control, slot } = await aCheck(model, 3);
    Object.assign(check.wanted, { q8: false, fp16: true });
    const putAnswer = vi.spyOn(store, 'putAnswer').mockImplementationOnce(async (answer) => {
      control.cancel();
      putAnswer.mockRestore();
      await store.putAnswer(answer);
    });
    await check.run(signal());
    expect(check.phase).toBe('cancelled');

    const later = new ExportCheckState(tools);
    await tools.shelf.refresh();
    const [kept] = later.stored;
    const unfinished = kept?.runs.filter(({ status }) => status !== 'finished') ?? [];
    const [first, ...others] = unfinished;
    if (!kept || !first) throw new Error('Nothing is left to be gone on with.');
    expect(unfinished.map(({ group }) => group?.role)).toEqual(['fp32', 'fp16', 'q4']);
    await later.resume(kept.group.id, () =>
      control.execute([first, ...others], dataset, tools.inputs.media, (run, cancelled) =>
        slot.loadAgain(run, tools.inputs.modelFolder, cancelled),
      ),
    );
    expect(later.phase).toBe('done');
    expect(later.open?.check.variants.map(({ name, answers }) => [name, answers])).toEqual([
      ['fp16', 3],
      ['q4', 3],
    ]);
  });

  it('is refused where there is one export only, with what the model lacks', async () => {
    const { check } = await aCheck(demo, 2);
    await expect(check.run(signal())).rejects.toThrow(
      /compares two exports or more.*no onnx\/vision_encoder_quantized\.onnx/s,
    );
    expect(check.phase).toBe('failed');
    expect(await store.listRuns()).toEqual([]);
  });
});

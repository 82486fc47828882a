import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { Hub, Model, type DownloadProgress, type KeptModel } from '../../src/model/index.js';
import { hubDemo } from '../support/hub-model.js';
import type { HubFault, HubRequest } from '../support/hub-server.js';

const demo = hubDemo;
const decoder = 'onnx/decoder_model_merged.onnx';

let sessions = 0;

/** A hub with a log of its own. */
function hubWith(fault: HubFault = 'none') {
  const session = `${inject('hubUrl')}/${Date.now()}-${sessions++}`;
  const requests = async () => (await (await fetch(`${session}/log`)).json()) as HubRequest[];
  return {
    hub: new Hub(`${session}/${fault}`),
    requests,
    /** Answers of the store that holds the weights. */
    weights: async () => (await requests()).filter(({ path }) => path.startsWith('store/')),
  };
}

const never = () => new AbortController().signal;
const nothing = () => undefined;

afterEach(async () => {
  const hub = new Hub();
  for (const model of await hub.list()) await hub.remove(model);
});

const only = async (hub: Hub): Promise<KeptModel> => {
  const [model, ...others] = await hub.list();
  if (!model || others.length > 0) throw new Error('not one model is kept');
  return model;
};

describe('a model of the hub', () => {
  it('is downloaded at the commit of its branch, told with progress, kept, and loaded', async () => {
    const { hub, requests } = hubWith();
    const told: DownloadProgress[] = [];
    const before = Date.now();
    const model = await hub.download(
      { ...demo, revision: 'main' },
      (progress) => told.push(progress),
      never(),
    );
    expect(model).toEqual({ id: 'lab-tests/demo', revision: demo.revision });
    const kept = await only(hub);
    expect(kept).toMatchObject({ ...model, complete: true, bytes: kept.total });
    expect(kept.bytes).toBeGreaterThan(4_000_000);
    expect(kept.keptAt).toBeGreaterThanOrEqual(before);
    await vi.waitFor(() => {
      expect(told.at(-1)).toMatchObject({ bytes: kept.total, total: kept.total });
    });
    const sizes = told.map(({ bytes }) => bytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(new Set(told.map(({ file }) => file?.path))).toContain(decoder);

    const asked = await requests();
    expect(asked[0]?.path).toBe('api/models/lab-tests/demo/revision/main');
    expect(asked.filter(({ path }) => path.includes('/tree/')).length).toBeGreaterThan(1);
    expect(asked.filter(({ path }) => path.includes('README'))).toEqual([]);

    const loaded = await Model.load(await hub.open(model), demo, nothing);
    const { record } = loaded.info;
    loaded.end();
    expect(record).toMatchObject({ ...model, source: 'hub', dtype: 'fp32' });
    expect(record.files.map(({ name }) => name)).toContain(decoder);
    expect((await requests()).length).toBe(asked.length);
  });

  it('brings external data with it', async () => {
    const { hub } = hubWith();
    const model = await hub.download({ ...demo, id: 'lab-tests/external' }, nothing, never());
    expect([...(await hub.open(model)).files.keys()]).toContain('onnx/embed_tokens.onnx_data');
  });

  it('is opened without any request, and is not there once it was removed', async () => {
    const { hub } = hubWith();
    const model = await hub.download(demo, nothing, never());
    const offline = new Hub('http://127.0.0.1:9');
    expect((await offline.open(model)).files.has(decoder)).toBe(true);
    await offline.remove(model);
    expect(await offline.list()).toEqual([]);
    await expect(offline.open(model)).rejects.toMatchObject({
      code: 'corrupt-model',
      message: expect.stringContaining(`${model.id} at the commit ${model.revision}`) as string,
    });
    expect(await offline.list()).toEqual([]);
  });

  it('is not fetched again where it is kept', async () => {
    const { hub, weights } = hubWith();
    await hub.download(demo, nothing, never());
    const { length } = await weights();
    await hub.download(demo, nothing, never());
    expect(await weights()).toHaveLength(length);
  });
});

describe('a download that is interrupted', () => {
  it('goes on where it stopped, and only the rest is fetched', async () => {
    const { hub, weights } = hubWith('cut');
    await expect(hub.download(demo, nothing, never())).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/decoder.* was interrupted after \d+ of \d+ bytes/) as string,
    });
    const { bytes, total, complete } = await only(hub);
    expect([complete, bytes < total, bytes > 0]).toEqual([false, true, true]);

    await hub.download(demo, nothing, never());
    const [cut, rest] = (await weights()).filter(({ path }) => path.includes('decoder'));
    expect(rest).toMatchObject({ status: 206, range: `bytes=${cut?.bytes ?? NaN}-` });
    expect((cut?.bytes ?? NaN) + (rest?.bytes ?? NaN)).toBe(
      (await hub.open(demo)).files.get(decoder)?.size,
    );
    expect(await only(hub)).toMatchObject({ complete: true, bytes: total });
  });

  it('begins anew where the host knows no ranges', async () => {
    const { hub, weights } = hubWith('cut-no-ranges');
    await expect(hub.download(demo, nothing, never())).rejects.toMatchObject({ code: 'network' });
    await hub.download(demo, nothing, never());
    const [cut, whole] = (await weights()).filter(({ path }) => path.includes('decoder'));
    expect(whole).toMatchObject({ status: 200, range: `bytes=${cut?.bytes ?? NaN}-` });
    expect(await only(hub)).toMatchObject({ complete: true });
  });

  it('is not begun twice at a time', async () => {
    const { hub } = hubWith('stall');
    const stop = new AbortController();
    let stalled: () => void = nothing;
    const stalls = new Promise<void>((resolve) => (stalled = resolve));
    const first = hub.download(
      demo,
      ({ file }) => {
        if (file?.path === decoder) stalled();
      },
      stop.signal,
    );
    await stalls;
    await expect(hub.download(demo, nothing, never())).rejects.toThrow(/in another tab/);
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('by the visitor keeps what came', async () => {
    const { hub, weights } = hubWith('stall');
    const stop = new AbortController();
    const download = hub.download(
      demo,
      ({ file }) => {
        if (file?.path === decoder && file.bytes > 0) stop.abort();
      },
      stop.signal,
    );
    await expect(download).rejects.toMatchObject({ code: 'cancelled' });
    expect(await only(hub)).toMatchObject({ complete: false });
    await hub.download(demo, nothing, never());
    const asked = (await weights()).filter(({ path }) => path.includes('decoder'));
    expect(asked.map(({ status }) => status)).toEqual([200, 206]);
  });
});

describe('what the hub refuses or garbles is said by name', () => {
  it.each([
    ['gated', { id: 'lab-tests/gated' }, /lab-tests\/gated is gated.*by hand.*folder/],
    [
      'unknown',
      { id: 'lab-tests/nothing' },
      /no such model as lab-tests\/nothing, or it is private/,
    ],
    ['an unknown branch', { revision: 'next' }, /lab-tests\/demo has no such revision.*next/],
    ['an unknown commit', { revision: '0'.repeat(40) }, /has no such revision/],
    ['no id', { id: 'demo' }, /"demo" is no id.*organisation\/name/],
  ])('%s', async (_what, part, message) => {
    const { hub } = hubWith();
    await expect(hub.download({ ...demo, ...part }, nothing, never())).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(message) as string,
    });
    expect(await hub.list()).toEqual([]);
  });

  it('no network', async () => {
    const offline = new Hub('http://127.0.0.1:9');
    await expect(offline.download(demo, nothing, never())).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/no answer.*connection/) as string,
    });
  });

  it('a file that is not what the hub lists, which is deleted', async () => {
    const { hub } = hubWith('wrong-hash');
    await expect(hub.download(demo, nothing, never())).rejects.toMatchObject({
      code: 'corrupt-model',
      message: expect.stringMatching(/vision_encoder\.onnx .*SHA-256.*deleted/) as string,
    });
    expect((await hub.open(demo)).files.has('onnx/vision_encoder.onnx')).toBe(false);
  });

  it('another architecture, before its weights are fetched', async () => {
    const { hub, weights } = hubWith();
    const bert = { ...demo, id: 'lab-tests/bert' };
    await expect(hub.download(bert, nothing, never())).rejects.toMatchObject({
      code: 'unsupported-model',
      message: expect.stringContaining('of type bert') as string,
    });
    expect(await weights()).toEqual([]);
    expect(await hub.list()).toEqual([]);
  });

  it('a number format that the export has not, naming those it has', async () => {
    const { hub, weights } = hubWith();
    await expect(hub.download({ ...demo, dtype: 'q4' }, nothing, never())).rejects.toMatchObject({
      code: 'corrupt-model',
      message: expect.stringContaining('It has fp32') as string,
    });
    expect(await weights()).toEqual([]);
  });
});

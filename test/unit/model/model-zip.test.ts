import { strToU8, zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isModelZip, modelFilesFromZip } from '../../../src/model/sources/model-zip.js';

const config = strToU8('{"model_type": "smolvlm"}');
const weights = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) & 0xff);
const zip = (entries: Zippable, name = 'smol.zip') =>
  new File([new Uint8Array(zipSync(entries))], name);
const bytesOf = async (file: Blob | undefined) =>
  new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer());

describe('a model in a zip', () => {
  it('is found wherever its folder lies, packed or stored, with its external data', async () => {
    const given = zip({
      'readme.md': config,
      'a/model/config.json': config,
      'a/model/onnx/vision_encoder.onnx': [weights, { level: 0 }],
      'a/model/onnx/vision_encoder.onnx_data': [weights, { level: 9 }],
      'a/model/onnx/vision_encoder.onnx_data_1': weights,
      '__MACOSX/a/model/._config.json': config,
    });
    expect(await isModelZip(given)).toBe(true);
    const { id, source, files } = await modelFilesFromZip(given);
    expect([id, source]).toEqual(['model', 'folder']);
    expect([...files.keys()]).toEqual([
      'config.json',
      'onnx/vision_encoder.onnx',
      'onnx/vision_encoder.onnx_data',
      'onnx/vision_encoder.onnx_data_1',
    ]);
    for (const name of ['', '_data', '_data_1'])
      expect(await bytesOf(files.get(`onnx/vision_encoder.onnx${name}`))).toEqual(weights);
  });

  it('without a folder is named after the zip', async () => {
    const { id } = await modelFilesFromZip(zip({ 'config.json': config, 'onnx/a.onnx': weights }));
    expect(id).toBe('smol');
  });

  it('is none where there is no ONNX file, or no zip', async () => {
    expect(await isModelZip(zip({ 'config.json': config, 'questions.jsonl': config }))).toBe(false);
    expect(await isModelZip(new File(['hello'], 'smol.zip'))).toBe(false);
  });
});

describe('is refused with the reason', () => {
  const bytes = zipSync({ 'config.json': config, 'a.onnx': [weights, { level: 0 }] });
  const directory = new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
  const second = directory + 46 + 'config.json'.length;
  const patched = (at: number, ...values: number[]) => {
    const copy = new Uint8Array(bytes);
    copy.set(values, second + at);
    return copy;
  };
  /** Deflated, and 0xc0000000 bytes long, as it says. */
  const huge = patched(24, 0, 0, 0, 0xc0);
  huge.set([8, 0], second + 10);
  it.each([
    ['cut off', new Uint8Array(bytes.slice(0, -30)), 'no list of contents'],
    ['encrypted', patched(8, 1), 'a.onnx is encrypted'],
    ['with a file damaged', patched(16, 0, 0, 0, 0), 'a.onnx is damaged'],
    ['too large unpacked', huge, 'unpacked it is 3.0 GiB, and at most 2.0 GiB'],
    ['without config.json', new Uint8Array(zipSync({ 'a.onnx': weights })), 'no config.json'],
  ])('%s', async (_what, content, message) => {
    await expect(modelFilesFromZip(new File([content], 'bad.zip'))).rejects.toMatchObject({
      code: 'corrupt-model',
      message: expect.stringContaining(message) as string,
    });
  });
});

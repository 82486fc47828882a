import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  externalDataNames,
  missingExternalData,
  requireExternalData,
} from '../../../src/model/onnx-external.js';
import type { ModelFiles } from '../../../src/model/model-files.js';

const read = (...parts: readonly string[]) =>
  new Uint8Array(readFileSync(path.join(import.meta.dirname, '..', '..', '..', ...parts)));
const external = read('test', 'fixtures', 'external-data', 'embed_tokens.onnx');
const plain = read('public', 'demo', 'model', 'onnx', 'decoder_model_merged.onnx');

const onnx = 'onnx/embed_tokens.onnx';
const model = (...paths: string[]): ModelFiles => ({
  id: 'mine',
  source: 'folder',
  files: new Map([
    [onnx, new Blob([external])],
    ...paths.map((name) => [name, new Blob()] as const),
  ]),
});

describe('external data of an ONNX file', () => {
  it('is named in it', async () => {
    expect([...(await externalDataNames(new Blob([external])))]).toEqual([
      'embed_tokens.onnx_data',
    ]);
  });

  it('is none where the weights are inside', async () => {
    expect([...(await externalDataNames(new Blob([plain])))]).toEqual([]);
  });

  it('that lacks is told before anything is loaded', async () => {
    const lacking = [{ onnx, path: `${onnx}_data` }];
    expect(await missingExternalData(model())).toEqual(lacking);
    expect(await missingExternalData(model(`${onnx}_data`))).toEqual([]);
    await expect(requireExternalData(model('config.json'), [onnx])).rejects.toMatchObject({
      code: 'corrupt-model',
      message: expect.stringContaining(`${onnx}_data, which is missing`) as string,
    });
  });

  it('of a damaged file is what can be read of it, without an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(external.length), (bytes, at) => {
        const damaged = new Uint8Array(external);
        damaged.set(bytes.subarray(0, damaged.length - at), at);
        return externalDataNames(new Blob([damaged])).then((names) => {
          expect(names).toBeInstanceOf(Set);
        });
      }),
    );
  });
});

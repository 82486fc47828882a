import { describe, expect, it } from 'vitest';
import type { MediaFile } from '../../../src/domain/index.js';
import {
  chooseDtypes,
  describeDtypes,
  prefixIsExact,
  readDtypes,
} from '../../../src/model/dtype.js';
import { readModelConfig } from '../../../src/model/model-config.js';
import { modelFilesFromFolder, readJson } from '../../../src/model/model-files.js';

const media = (path: string, text = '{}'): MediaFile => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { name, path, file: new File([text], name) };
};

const withConfig = (text: string) => modelFilesFromFolder([media('m/config.json', text)]);

describe('modelFilesFromFolder', () => {
  it('takes the folder that holds config.json, however deep it lies', () => {
    const { id, files } = modelFilesFromFolder([
      media('picked/readme.md'),
      media('picked/SmolVLM/onnx/vision_encoder.onnx'),
      media('picked/SmolVLM/config.json'),
    ]);
    expect(id).toBe('SmolVLM');
    expect([...files.keys()]).toEqual(['onnx/vision_encoder.onnx', 'config.json']);
  });

  it('says what is missing where there is no config.json', () => {
    expect(() => modelFilesFromFolder([media('m/weights.bin')])).toThrow(/no config\.json/);
  });
});

describe('model files that are damaged', () => {
  it('names a file that was cut off', async () => {
    await expect(readModelConfig(withConfig('{"model_type": "smol'))).rejects.toThrow(
      /config\.json of the model m is not valid JSON/,
    );
  });

  it('names a file that is missing', async () => {
    await expect(readJson(withConfig('{}'), 'tokenizer.json')).rejects.toMatchObject({
      code: 'corrupt-model',
      message: expect.stringContaining('no file tokenizer.json') as string,
    });
  });

  it('refuses another architecture by name', async () => {
    await expect(readModelConfig(withConfig('{"model_type": "llava"}'))).rejects.toMatchObject({
      code: 'unsupported-model',
      message: expect.stringMatching(
        /of type llava.*SmolVLM.*Idefics3.*Qwen2-VL.*LFM2-VL/,
      ) as string,
    });
  });

  it('names the entry of config.json that is wrong', async () => {
    const text = '{"model_type": "smolvlm", "text_config": {"hidden_size": "x"}}';
    await expect(readModelConfig(withConfig(text))).rejects.toThrow(/text_config\.hidden_size/);
  });
});

describe('chooseDtypes', () => {
  const folder = (...endings: string[]) =>
    modelFilesFromFolder([
      media('m/config.json'),
      ...['vision_encoder', 'embed_tokens', 'decoder_model_merged'].flatMap((name) =>
        endings.map((ending) => media(`m/onnx/${name}${ending}.onnx`)),
      ),
    ]);

  it('prefers the most faithful format, and never q8 on WebGPU by itself', () => {
    const both = folder('', '_quantized');
    expect(describeDtypes(chooseDtypes(both, 'auto', 'wasm', false))).toBe('fp32');
    expect(() => chooseDtypes(folder('_quantized'), 'auto', 'webgpu', true)).toThrow(/It has q8/);
    expect(describeDtypes(chooseDtypes(folder('_quantized'), 'q8', 'webgpu', true))).toBe('q8');
  });

  it('takes one for each session, and reads back what it wrote down', () => {
    const wish = {
      vision_encoder: 'fp32',
      embed_tokens: 'auto',
      decoder_model_merged: 'q8',
    } as const;
    const chosen = chooseDtypes(folder('', '_quantized'), wish, 'wasm', false);
    expect(chosen).toEqual({ ...wish, embed_tokens: 'fp32' });
    expect(readDtypes(describeDtypes(chosen))).toEqual(chosen);
    expect(readDtypes('q4')).toBe('q4');
    expect(readDtypes('nonsense')).toBeNull();
  });

  it('refuses half floats where the adapter has none', () => {
    expect(() => chooseDtypes(folder('_fp16'), 'fp16', 'webgpu', false)).toThrow(/shader-f16/);
  });

  it('names the file that a wanted format lacks', () => {
    expect(() => chooseDtypes(folder(''), 'q4', 'wasm', false)).toThrow(
      /no onnx\/vision_encoder_q4\.onnx\. It has fp32/,
    );
  });

  it('does not reuse prefixes with dynamic quantisation', () => {
    expect(prefixIsExact(chooseDtypes(folder('_quantized'), 'q8', 'wasm', false))).toBe(false);
    expect(prefixIsExact(chooseDtypes(folder(''), 'auto', 'wasm', false))).toBe(true);
  });
});

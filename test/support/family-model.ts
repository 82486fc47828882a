import type { ModelFiles } from '../../src/model/index.js';
import type { FamilyName, FamilyReference } from './family-reference.js';

const small = [
  'config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
];
const sessions = ['vision_encoder', 'embed_tokens', 'decoder_model_merged'];

async function read(family: FamilyName, name: string): Promise<Blob> {
  const response = await fetch(new URL(`/test/fixtures/families/${family}/${name}`, location.href));
  if (!response.ok) throw new Error(`No fixture ${family}/${name}.`);
  return response.blob();
}

/** The tiny model of a family, as a folder that a visitor gives. */
export async function familyModel(family: FamilyName): Promise<ModelFiles> {
  const names = [
    ...small,
    'chat_template.jinja',
    ...(family === 'idefics3' ? ['processor_config.json'] : []),
    ...(family === 'qwen2_5_vl' ? ['video_preprocessor_config.json'] : []),
    ...sessions.map((name) => `onnx/${name}.onnx`),
  ];
  const entries = names.map(async (name): Promise<[string, Blob]> => [
    name,
    await read(family, name),
  ]);
  return { id: family, source: 'folder', files: new Map(await Promise.all(entries)) };
}

export const familyReference = async (family: FamilyName): Promise<FamilyReference> =>
  JSON.parse(await (await read(family, 'reference.json')).text()) as FamilyReference;

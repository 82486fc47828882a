import { openAsBlob, readdirSync } from 'node:fs';
import type { ModelFiles } from '../../src/model/model-files.js';

/** The small files of a model folder on disk, for node: everything but the weights. */
export async function folderModel(folder: string): Promise<ModelFiles> {
  const names = readdirSync(folder).filter((name) => /\.(json|jinja)$/.test(name));
  const entries = names.map(async (name): Promise<[string, Blob]> => [
    name,
    await openAsBlob(`${folder}/${name}`),
  ]);
  return { id: 'demo', source: 'demo', files: new Map(await Promise.all(entries)) };
}

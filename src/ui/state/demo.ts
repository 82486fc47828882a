import * as v from 'valibot';
import { AppError, type MediaFile } from '../../domain/index.js';
import { fetchDemoModel, type ModelFiles } from '../../model/index.js';

const listedFile = v.object({ name: v.string(), size: v.number() });

const demoIndex = v.object({
  questions: v.string(),
  videos: v.array(listedFile),
  images: v.array(listedFile),
  model: v.object({ folder: v.string(), files: v.array(listedFile) }),
});

/** Relative to the page, wherever it is put. */
const base = (): URL => new URL('demo/', document.baseURI);

async function get(path: string): Promise<Response> {
  const response = await fetch(new URL(path, base())).catch((cause: unknown) => {
    throw new AppError('network', `Could not fetch the demo's ${path}. Check the connection.`, {
      cause,
    });
  });
  if (response.ok) return response;
  throw new AppError('network', `Could not fetch the demo's ${path}: HTTP ${response.status}.`);
}

async function file(path: string): Promise<MediaFile> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const blob = await (await get(path)).blob();
  return { name, path: `demo/${path}`, file: new File([blob], name) };
}

const readIndex = async () => v.parse(demoIndex, await (await get('index.json')).json());

/**
 * The shipped data set as files, the same as if a visitor had dropped them in.
 * @throws AppError `network`
 */
export async function fetchDemoData(): Promise<MediaFile[]> {
  const index = await readIndex();
  return Promise.all([
    file(index.questions),
    ...index.videos.map(({ name }) => file(`videos/${name}`)),
    ...index.images.map(({ name }) => file(`images/${name}`)),
  ]);
}

/** @throws AppError `network` */
export async function fetchDemoModelFiles(signal?: AbortSignal): Promise<ModelFiles> {
  const { model } = await readIndex();
  return fetchDemoModel(new URL(`${model.folder}/`, base()).href, model.files, signal);
}

/**
 * The demo model's configuration and tokenizer, without its weights.
 * @throws AppError `network`
 */
export async function fetchDemoModelConfig(): Promise<ModelFiles> {
  const { model } = await readIndex();
  const small = model.files.filter(({ name }) => !name.startsWith('onnx/'));
  return fetchDemoModel(new URL(`${model.folder}/`, base()).href, small);
}

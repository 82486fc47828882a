import { matchMedia, parseQuestionFile } from '../../src/dataset/index.js';
import type { Dataset, MediaFile, MediaMatch } from '../../src/domain/index.js';
import { fetchDemoModel, type ListedFile, type ModelFiles } from '../../src/model/index.js';

const base = new URL('/demo/', location.href);

interface DemoIndex {
  readonly questions: string;
  readonly videos: readonly ListedFile[];
  readonly images: readonly ListedFile[];
  readonly model: { readonly folder: string; readonly files: readonly ListedFile[] };
}

const readIndex = async () =>
  (await (await fetch(new URL('index.json', base))).json()) as DemoIndex;

/** The shipped demo model's files. */
export async function demoModelFiles(): Promise<ModelFiles> {
  const { model } = await readIndex();
  return fetchDemoModel(new URL(`${model.folder}/`, base).href, model.files);
}

async function file(path: string): Promise<MediaFile> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const blob = await (await fetch(new URL(path, base))).blob();
  return { name, path, file: new File([blob], name) };
}

/** The first videos of the shipped demo data set, with their first questions and images. */
export async function demoData(
  videos: number,
  questions = Infinity,
): Promise<{ dataset: Dataset; media: MediaMatch }> {
  const index = await readIndex();
  const whole = await (await file(index.questions)).file.text();
  const lines = whole.split('\n').slice(0, videos);
  const parts = lines.map((line) => JSON.stringify(firstOf(line, questions)));
  const dataset = await parseQuestionFile(new File([parts.join('\n')], 'demo-part.jsonl'));
  const ids = new Set(dataset.samples.map(({ videoId }) => videoId));
  const names = new Set(dataset.samples.map(({ imageName }) => imageName));
  const files = await Promise.all([
    ...index.videos
      .filter(({ name }) => ids.has(name.replace(/\.[^.]+$/, '')))
      .map(({ name }) => file(`videos/${name}`)),
    ...index.images.filter(({ name }) => names.has(name)).map(({ name }) => file(`images/${name}`)),
  ]);
  return { dataset, media: matchMedia(dataset, files) };
}

/** A line of the question file with only the first of its questions. */
const firstOf = (line: string, questions: number) =>
  Object.fromEntries(
    Object.entries(JSON.parse(line) as Record<string, unknown[]>).map(([videoId, items]) => [
      videoId,
      items.slice(0, questions),
    ]),
  );

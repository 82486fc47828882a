import type { MediaFile } from '../domain/index.js';
import { isImageName, isVideoName, splitName } from './file-kinds.js';

/** Files by what they are taken for; each file is in exactly one list, in the order given. */
export interface ClassifiedFiles {
  readonly questions: MediaFile[];
  readonly videos: MediaFile[];
  readonly images: MediaFile[];
  readonly modelFiles: MediaFile[];
  readonly other: MediaFile[];
}

/** Names that a Hugging Face model repository uses beside its weights. */
const modelCompanion =
  /^((generation_|preprocessor_|processor_|video_preprocessor_|tokenizer_|quantize_|quant_)?config|tokenizer|special_tokens_map|added_tokens|vocab|chat_template)\.json$|^(merges|vocab)\.txt$|\.(jinja|model)$/;

const isOnnx = (name: string): boolean => /\.onnx(_data(_\d+)?|\.data)?$/.test(name);

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/**
 * Sorts files by name and path. A folder that holds config.json, with ONNX files in or below it or a
 * tokenizer beside it, is a model folder; one with ONNX files alone is taken for one too, so that whoever
 * loads it can say what is missing. A .json file is a question file only where no .jsonl file was given.
 */
export function classifyFiles(files: readonly MediaFile[]): ClassifiedFiles {
  const sorted: ClassifiedFiles = {
    questions: [],
    videos: [],
    images: [],
    modelFiles: [],
    other: [],
  };
  const models = modelFolders(files);
  const hasJsonLines = files.some(({ name }) => splitName(name).extension === 'jsonl');
  for (const file of files) sorted[kindOf(file, models, hasJsonLines)].push(file);
  return sorted;
}

function kindOf(
  { name, path }: MediaFile,
  models: ReadonlySet<string>,
  hasJsonLines: boolean,
): keyof ClassifiedFiles {
  if (isOnnx(name)) return 'modelFiles';
  const { extension } = splitName(name);
  // Loose files (folder '') lie beside the visitor's own; in a folder of its own any .json is the model's.
  const folder = folderOf(path);
  if (models.has(folder) && (modelCompanion.test(name) || (folder !== '' && extension === 'json')))
    return 'modelFiles';
  if (extension === 'jsonl') return 'questions';
  if (extension === 'json')
    return hasJsonLines || modelCompanion.test(name) ? 'other' : 'questions';
  if (isVideoName(name)) return 'videos';
  return isImageName(name) ? 'images' : 'other';
}

function modelFolders(files: readonly MediaFile[]): Set<string> {
  const withConfig = new Set<string>();
  const withTokenizer = new Set<string>();
  const aboveOnnx = new Set<string>();
  for (const { name, path } of files) {
    const folder = folderOf(path);
    if (name === 'config.json') withConfig.add(folder);
    if (name === 'tokenizer.json' || name === 'tokenizer_config.json') withTokenizer.add(folder);
    if (!isOnnx(name)) continue;
    aboveOnnx.add(folder);
    if (/(^|\/)onnx$/.test(folder)) aboveOnnx.add(folderOf(folder));
  }
  const models = new Set(aboveOnnx);
  for (const folder of withConfig) if (withTokenizer.has(folder)) models.add(folder);
  return models;
}

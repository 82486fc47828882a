import type { MediaFile } from '../domain/index.js';
import { isImageName, isTableName, isVideoName, isZipName, splitName } from './file-kinds.js';

/** Files by what they are taken for; each file is in exactly one list, in the order given. */
export interface ClassifiedFiles {
  /** Whatever may hold questions or data beside them: only reading it tells (`readGiven`). */
  readonly questions: MediaFile[];
  /** Zips: `unpackZips` puts what is in them in their place. */
  readonly archives: MediaFile[];
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
 * loads it can say what is missing. A .json file that describes a video or an image beside it (the same name, or
 * yt-dlp's `.info.json`) is no question file.
 */
export function classifyFiles(files: readonly MediaFile[]): ClassifiedFiles {
  const sorted: ClassifiedFiles = {
    questions: [],
    archives: [],
    videos: [],
    images: [],
    modelFiles: [],
    other: [],
  };
  const models = modelFolders(files);
  const mediaStems = new Set<string>();
  for (const { name, path } of files)
    if (isVideoName(name) || isImageName(name)) mediaStems.add(splitName(path).stem);
  for (const file of files) sorted[kindOf(file, models, mediaStems)].push(file);
  return sorted;
}

function kindOf(
  { name, path }: MediaFile,
  models: ReadonlySet<string>,
  mediaStems: ReadonlySet<string>,
): keyof ClassifiedFiles {
  if (isOnnx(name)) return 'modelFiles';
  const isJson = splitName(name).extension === 'json';
  // Loose files (folder '') lie beside the visitor's own; in a folder of its own any .json is the model's.
  const folder = folderOf(path);
  if (models.has(folder) && (modelCompanion.test(name) || (folder !== '' && isJson)))
    return 'modelFiles';
  if (isJson && (modelCompanion.test(name) || describesMedia(path, mediaStems))) return 'other';
  if (isTableName(name)) return 'questions';
  if (isZipName(name)) return 'archives';
  if (isVideoName(name)) return 'videos';
  return isImageName(name) ? 'images' : 'other';
}

const describesMedia = (path: string, mediaStems: ReadonlySet<string>): boolean =>
  path.endsWith('.info.json') || mediaStems.has(splitName(path).stem);

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

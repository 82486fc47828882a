import { AppError } from '../domain/index.js';
import type { ModelFiles } from './model-files.js';
import { fieldsOf, Reader, type Field } from './protobuf.js';

/**
 * Which files beside it an ONNX model takes its weights from, read from its protobuf (onnx.proto:
 * ModelProto.graph = 7, GraphProto.initializer = 5, TensorProto.external_data = 13) without reading the weights that
 * are inside.
 */

const graphField = 7;
const initializerField = 5;
const externalDataField = 13;

async function textOf(reader: Reader, { start, end }: Field): Promise<string> {
  const bytes = await reader.at(start, end - start);
  return new TextDecoder().decode(bytes.subarray(0, end - start));
}

/** Value of the entry `location` (StringStringEntryProto: key = 1, value = 2), or null. */
async function locationIn(reader: Reader, entry: Field): Promise<string | null> {
  let key = '';
  let value = '';
  for await (const field of fieldsOf(reader, entry.start, entry.end))
    if (field.number === 1) key = await textOf(reader, field);
    else if (field.number === 2) value = await textOf(reader, field);
  return key === 'location' ? value : null;
}

/** Names, relative to the model's own folder, of the files that hold its graph's weights; none when it holds them all. */
export async function externalDataNames(onnx: Blob): Promise<Set<string>> {
  const reader = new Reader(onnx);
  const names = new Set<string>();
  for await (const graph of fieldsOf(reader, 0, onnx.size)) {
    if (graph.number !== graphField) continue;
    for await (const tensor of fieldsOf(reader, graph.start, graph.end)) {
      if (tensor.number !== initializerField) continue;
      for await (const field of fieldsOf(reader, tensor.start, tensor.end)) {
        if (field.number !== externalDataField) continue;
        const location = await locationIn(reader, field);
        if (location !== null) names.add(location.replace(/^\.\//, ''));
      }
    }
  }
  return names;
}

/** A file that a model's ONNX file takes weights from, and that is not there. */
export interface MissingData {
  readonly onnx: string;
  /** Path in the model folder. */
  readonly path: string;
}

/** What lacks of the external data of a model's ONNX files. @param paths of those to look into; by default all */
export async function missingExternalData(
  { files }: ModelFiles,
  paths: readonly string[] = [...files.keys()].filter((path) => path.endsWith('.onnx')),
): Promise<MissingData[]> {
  const missing: MissingData[] = [];
  for (const onnx of paths) {
    const folder = onnx.slice(0, onnx.lastIndexOf('/') + 1);
    const file = files.get(onnx);
    for (const name of file ? await externalDataNames(file) : [])
      if (!files.has(folder + name)) missing.push({ onnx, path: folder + name });
  }
  return missing;
}

/** @throws AppError `corrupt-model` naming the files that lack */
export async function requireExternalData(
  model: ModelFiles,
  paths: readonly string[],
): Promise<void> {
  const missing = await missingExternalData(model, paths);
  const [first] = missing;
  if (!first) return;
  throw new AppError(
    'corrupt-model',
    `${first.onnx} of the model ${model.id} takes its weights from ${missing.map(({ path }) => path).join(', ')}, which is missing. Give the whole export.`,
  );
}

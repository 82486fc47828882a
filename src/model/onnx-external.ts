import { AppError } from '../domain/index.js';
import type { ModelFiles } from './model-files.js';

/**
 * Which files beside it an ONNX model takes its weights from, read from its protobuf (onnx.proto:
 * ModelProto.graph = 7, GraphProto.initializer = 5, TensorProto.external_data = 13) without reading the weights that
 * are inside.
 */

const graphField = 7;
const initializerField = 5;
const externalDataField = 13;

const step = 64 * 1024;

/** Reads a blob here and there, a stretch at a time. */
class Reader {
  readonly #blob: Blob;
  #from = 0;
  #bytes = new Uint8Array();

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  /** At least `length` bytes from `at`, fewer at the blob's end. */
  async at(at: number, length: number): Promise<Uint8Array> {
    if (at < this.#from || at + length > this.#from + this.#bytes.length) {
      const slice = this.#blob.slice(at, at + Math.max(length, step));
      this.#bytes = new Uint8Array(await slice.arrayBuffer());
      this.#from = at;
    }
    return this.#bytes.subarray(at - this.#from);
  }
}

/** One field of a protobuf message; `start` and `end` enclose the contents of a length-delimited one. */
interface Field {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** Base-128 number and the bytes it takes; null where the bytes end before it does. */
function varint(bytes: Uint8Array, from: number): { value: number; length: number } | null {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, length: i + 1 };
  }
  return null;
}

/** Length-delimited fields of a message; it ends early where the message is damaged, as loading it will tell. */
async function* fieldsOf(reader: Reader, start: number, end: number): AsyncGenerator<Field> {
  for (let at = start; at < end;) {
    const bytes = await reader.at(at, 20);
    const key = varint(bytes, 0);
    if (!key) return;
    const [number, wire] = [Math.floor(key.value / 8), key.value % 8];
    at += key.length;
    if (wire === 2) {
      const length = varint(bytes, key.length);
      if (!length) return;
      at += length.length;
      yield { number, start: at, end: at + length.value };
      at += length.value;
    } else if (wire === 0) at += varint(bytes, key.length)?.length ?? end;
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else return;
  }
}

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

import { fieldsOf, Reader, varint, type Field } from './protobuf.js';

/** onnx.proto: ModelProto.graph, GraphProto.initializer, TensorProto.dims and .data_type. */
const graphField = 7;
const initializerField = 5;
const dimsField = 1;
const typeField = 2;

/** TensorProto.DataType of the bytes that hold two numbers of four bits each. */
const uint8 = 2;

/**
 * How many weights an ONNX file's matrices have, those in external data included, read from the shapes alone.
 * Vectors (norms, biases, zero points) are left out.
 * @param fourBits whether its bytes hold two weights each (q4, q4f16, bnb4)
 */
export async function countWeights(onnx: Blob, fourBits: boolean): Promise<number> {
  const reader = new Reader(onnx);
  let weights = 0;
  for await (const graph of fieldsOf(reader, 0, onnx.size)) {
    if (graph.number !== graphField) continue;
    for await (const tensor of fieldsOf(reader, graph.start, graph.end))
      if (tensor.number === initializerField) weights += await elements(reader, tensor, fourBits);
  }
  return weights;
}

async function elements(reader: Reader, tensor: Field, fourBits: boolean): Promise<number> {
  const dims: number[] = [];
  let type: number | null = null;
  for await (const field of fieldsOf(reader, tensor.start, tensor.end))
    if (field.number === dimsField) dims.push(...(await numbersOf(reader, field)));
    else if (field.number === typeField) type = field.value;
  // bnb4 lays all its bytes in one row.
  const packed = fourBits && type === uint8;
  if (dims.length < 2 && !packed) return 0;
  return dims.reduce((product, dim) => product * dim, packed ? 2 : 1);
}

/** A repeated number's values, one by one or packed. */
async function numbersOf(reader: Reader, { start, end, value }: Field): Promise<number[]> {
  if (value !== null) return [value];
  const bytes = (await reader.at(start, end - start)).subarray(0, end - start);
  const values: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const read = varint(bytes, at);
    if (!read) break;
    values.push(read.value);
    at += read.length;
  }
  return values;
}

import type { Dtype } from '../../src/model/dtype.js';
import { sessionNames, sessionPath } from '../../src/model/dtype.js';
import type { ModelFiles } from '../../src/model/index.js';
import { fieldsOf, Reader } from '../../src/model/protobuf.js';

/** onnx.proto: ModelProto.graph, GraphProto.initializer, TensorProto.data_type and .raw_data. */
const [graphField, initializerField, typeField, rawField] = [7, 5, 2, 9];
const float16 = 10;

/** An ONNX file whose half floats keep only some bits behind the point. */
async function coarse(onnx: Blob, bits: number): Promise<Blob> {
  const bytes = new Uint8Array(await onnx.arrayBuffer());
  const halves = new DataView(bytes.buffer);
  const mask = 0xffff << (10 - bits);
  const reader = new Reader(onnx);
  for await (const graph of fieldsOf(reader, 0, onnx.size)) {
    if (graph.number !== graphField) continue;
    for await (const tensor of fieldsOf(reader, graph.start, graph.end)) {
      if (tensor.number !== initializerField) continue;
      let type: number | null = null;
      let raw = { start: 0, end: 0 };
      for await (const field of fieldsOf(reader, tensor.start, tensor.end)) {
        if (field.number === typeField) type = field.value;
        if (field.number === rawField) raw = field;
      }
      if (type !== float16) continue;
      for (let at = raw.start; at < raw.end; at += 2)
        halves.setUint16(at, halves.getUint16(at, true) & mask, true);
    }
  }
  return new Blob([bytes]);
}

/**
 * A model with further exports: its own, whose weights are half floats, with fewer bits.
 * @param bits kept of ten, by the format that the files are named after
 */
export async function withCoarseExports(
  model: ModelFiles,
  bits: Readonly<Partial<Record<Dtype, number>>>,
): Promise<ModelFiles> {
  const files = new Map(model.files);
  for (const [dtype, kept] of Object.entries(bits) as [Dtype, number][])
    for (const name of sessionNames) {
      const whole = model.files.get(sessionPath(name, 'fp32'));
      if (whole) files.set(sessionPath(name, dtype), await coarse(whole, kept));
    }
  return { id: 'coarse', source: 'folder', files };
}

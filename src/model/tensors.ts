import * as ort from 'onnxruntime-web/webgpu';
import { AppError } from '../domain/index.js';

/** The declared element type of a session's input; `float32` where it says nothing. */
export function inputType(session: ort.InferenceSession, name: string): ort.Tensor.Type {
  const found = session.inputMetadata.find((input) => input.name === name);
  return found?.isTensor ? found.type : 'float32';
}

/** A float tensor in the element type that an input wants. */
export function floatTensor(
  type: ort.Tensor.Type,
  values: Float32Array,
  dims: readonly number[],
): ort.Tensor {
  if (type === 'float32') return new ort.Tensor('float32', values, dims);
  // Half floats as a typed array: Chrome 135, Firefox 129, Safari 18.2.
  if (type !== 'float16' || !('Float16Array' in globalThis))
    throw new AppError(
      'unsupported-model',
      `The model wants ${type} input, which this browser cannot make. Choose another dtype.`,
    );
  return new ort.Tensor('float16', Array.from(values), dims);
}

/** A tensor of token ids or positions. */
export const integerTensor = (values: readonly number[], dims: readonly number[]): ort.Tensor =>
  new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);

/** A mask: 0 is false, 1 true. */
export const booleanTensor = (values: Uint8Array, dims: readonly number[]): ort.Tensor =>
  new ort.Tensor('bool', values, dims);

/** A tensor's values as 32-bit floats, read from wherever it lies. */
export async function floatValues(tensor: ort.Tensor): Promise<Float32Array> {
  const data = await tensor.getData();
  if (data instanceof Float32Array) return data;
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

/** An output that must be there. */
export function output(result: ort.InferenceSession.ReturnType, name: string): ort.Tensor {
  const value = result[name];
  if (value instanceof ort.Tensor) return value;
  throw new AppError(
    'unsupported-model',
    `The model has no output ${name}: not an export in the layout of transformers.js.`,
  );
}

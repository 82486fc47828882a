import { readDtypes, sessionPath, type Dtype, type SessionName } from './dtype.js';
import type { MeasuredSpeed } from './measured-speed.js';
import type { Model } from './model-client.js';
import { countWeights } from './onnx-weights.js';

/** How fast a model is in its number format on this machine. */
export interface ModelSpeed extends MeasuredSpeed {
  /** Weights of the decoder that every token meets: all but those of the output layer, read from its file. */
  readonly weights: number;
  /**
   * Operations of the long reading in 10^12 a second: two for each weight and token. Attention, which comes on
   * top, and the vision encoder are left out.
   */
  readonly teraflops: number;
}

const fourBits: readonly Dtype[] = ['q4', 'q4f16', 'bnb4'];

/** Times a loaded model, in about ten seconds. @throws AppError of the model, `cancelled` */
export async function measureModel(model: Model, signal?: AbortSignal): Promise<ModelSpeed> {
  const measured = await model.measureSpeed(signal);
  const { vocabulary, hiddenSize } = measured.shape;
  const dtype = dtypeOf(model, 'decoder_model_merged');
  const file = model.files.files.get(sessionPath('decoder_model_merged', dtype));
  const all = file ? await countWeights(file, fourBits.includes(dtype)) : 0;
  const weights = Math.max(0, all - vocabulary * hiddenSize);
  const [{ tokens, ms }] = measured.readings;
  return { ...measured, weights, teraflops: (2 * weights * tokens) / (ms / 1000) / 1e12 };
}

/** The number format that a loaded model has in one session. */
function dtypeOf({ info }: Model, session: SessionName): Dtype {
  const dtypes = readDtypes(info.record.dtype) ?? 'fp32';
  const dtype = typeof dtypes === 'string' ? dtypes : dtypes[session];
  return dtype === 'auto' ? 'fp32' : dtype;
}

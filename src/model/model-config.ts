import * as v from 'valibot';
import { AppError } from '../domain/index.js';
import { readJson, readOptionalJson, type ModelFiles } from './model-files.js';

const textConfig = v.object({
  hidden_size: v.number(),
  num_hidden_layers: v.number(),
  num_attention_heads: v.number(),
  num_key_value_heads: v.optional(v.number()),
  head_dim: v.optional(v.nullable(v.number())),
  max_position_embeddings: v.optional(v.number()),
});

const modelConfig = v.object({
  model_type: v.string(),
  image_token_id: v.optional(v.number()),
  scale_factor: v.optional(v.number(), 2),
  text_config: textConfig,
  vision_config: v.object({ image_size: v.number(), patch_size: v.number() }),
});

const threeNumbers = v.tuple([v.number(), v.number(), v.number()]);

const imageProcessorConfig = v.object({
  resample: v.optional(v.number(), 1),
  max_image_size: v.object({ longest_edge: v.number() }),
  rescale_factor: v.optional(v.number(), 1 / 255),
  image_mean: v.optional(threeNumbers, [0.5, 0.5, 0.5]),
  image_std: v.optional(threeNumbers, [0.5, 0.5, 0.5]),
  do_normalize: v.optional(v.boolean(), true),
});

export type ModelConfig = v.InferOutput<typeof modelConfig>;
export type ImageProcessorConfig = v.InferOutput<typeof imageProcessorConfig>;

/** Architectures this version runs; anything else is refused by name before its weights are read. */
const supported = ['smolvlm', 'idefics3'];

function checked<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  model: ModelFiles,
  path: string,
): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const where = v.getDotPath(issue) ?? 'its contents';
  throw new AppError(
    'corrupt-model',
    `${path} of the model ${model.id}: ${where}: ${issue.message}.`,
  );
}

/**
 * Reads and checks config.json.
 * @throws AppError `unsupported-model` for another architecture, `corrupt-model` for a damaged file
 */
export async function readModelConfig(model: ModelFiles): Promise<ModelConfig> {
  const raw = await readJson(model, 'config.json');
  const type = raw['model_type'];
  if (typeof type !== 'string' || !supported.includes(type))
    throw new AppError(
      'unsupported-model',
      `The model ${model.id} is of type ${typeof type === 'string' ? type : 'unknown'}; this version runs SmolVLM and Idefics3 (model_type ${supported.join(', ')}).`,
    );
  return checked(modelConfig, raw, model, 'config.json');
}

/** Reads and checks preprocessor_config.json. */
export async function readImageProcessorConfig(model: ModelFiles): Promise<ImageProcessorConfig> {
  const path = 'preprocessor_config.json';
  return checked(imageProcessorConfig, await readJson(model, path), model, path);
}

/** Image tokens for one tile: from processor_config.json, else as the model's own processor computes them. */
export async function readImageSequenceLength(
  model: ModelFiles,
  { scale_factor, vision_config }: ModelConfig,
): Promise<number> {
  const stated = (await readOptionalJson(model, 'processor_config.json'))?.['image_seq_len'];
  if (typeof stated === 'number') return stated;
  const perSide = Math.floor(vision_config.image_size / vision_config.patch_size);
  return Math.trunc(perSide ** 2 / scale_factor ** 2);
}

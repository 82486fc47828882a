import * as v from 'valibot';
import { AppError } from '../domain/index.js';
import { readJson, type ModelFiles } from './model-files.js';

const textConfig = v.object({
  hidden_size: v.number(),
  num_hidden_layers: v.number(),
  num_attention_heads: v.number(),
  num_key_value_heads: v.optional(v.number()),
  head_dim: v.optional(v.nullable(v.number())),
  max_position_embeddings: v.optional(v.number()),
});

/** What every family's config.json says; each family reads the rest itself. */
const modelConfig = v.object({
  image_token_id: v.optional(v.number()),
  video_token_id: v.optional(v.number()),
  text_config: textConfig,
});

/** Architectures that this version runs, by config.json's `model_type`, and their names. */
export const modelTypes = {
  smolvlm: 'SmolVLM',
  idefics3: 'Idefics3',
  qwen2_vl: 'Qwen2-VL',
  qwen2_5_vl: 'Qwen2.5-VL',
  qwen3_5: 'Qwen3.5',
  lfm2_vl: 'LFM2-VL',
} as const;

export type ModelType = keyof typeof modelTypes;
export type TextConfig = v.InferOutput<typeof textConfig>;
export type ModelConfig = v.InferOutput<typeof modelConfig> & { readonly model_type: ModelType };

/**
 * A file's contents, checked.
 * @throws AppError `corrupt-model` naming the file and the entry that is wrong
 */
export function checked<T>(
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

const isModelType = (type: unknown): type is ModelType =>
  typeof type === 'string' && Object.hasOwn(modelTypes, type);

/**
 * Reads and checks config.json.
 * @throws AppError `unsupported-model` for another architecture, `corrupt-model` for a damaged file
 */
export async function readModelConfig(model: ModelFiles): Promise<ModelConfig> {
  const path = 'config.json';
  const raw = await readJson(model, path);
  const type = raw['model_type'];
  if (!isModelType(type)) {
    const known = Object.entries(modelTypes).map(([key, name]) => `${name} (${key})`);
    throw new AppError(
      'unsupported-model',
      `The model ${model.id} is of type ${typeof type === 'string' ? type : 'unknown'}. This version runs ${known.join(', ')}.`,
    );
  }
  // Qwen2-VL's first configurations have the text model's entries beside the others.
  const nested = 'text_config' in raw ? raw : { ...raw, text_config: raw };
  return { model_type: type, ...checked(modelConfig, nested, model, path) };
}

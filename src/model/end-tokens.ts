import { readJson, readOptionalJson, type JsonObject, type ModelFiles } from './model-files.js';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The ids that an `eos_token_id` states, one or several. */
function stated(from: unknown): number[] {
  if (!isObject(from)) return [];
  const value = from['eos_token_id'];
  const ids: readonly unknown[] = Array.isArray(value) ? value : [value];
  return ids.filter((id) => typeof id === 'number');
}

/**
 * Token ids that end an answer: from generation_config.json, else config.json, else its text_config, as
 * transformers reads them. None where no file says.
 */
export async function readEndTokens(model: ModelFiles): Promise<number[]> {
  const config = await readJson(model, 'config.json');
  const sources = [
    await readOptionalJson(model, 'generation_config.json'),
    config,
    config['text_config'],
  ];
  return sources.map(stated).find((ids) => ids.length > 0) ?? [];
}

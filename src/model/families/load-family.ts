import { readModelConfig, type ModelConfig, type ModelType } from '../model-config.js';
import type { ModelFiles } from '../model-files.js';
import { loadTokenizer, type Tokenizer } from '../tokenizer.js';
import type { Family } from './family.js';
import { Lfm2Vl } from './lfm2-vl.js';
import { QwenVl } from './qwen-vl.js';
import { SmolVlm } from './smolvlm.js';

type Load = (model: ModelFiles, config: ModelConfig, tokenizer: Tokenizer) => Promise<Family>;

const smolVlm: Load = (...from) => SmolVlm.load(...from);
const qwenVl: Load = (...from) => QwenVl.load(...from);
const lfm2Vl: Load = (...from) => Lfm2Vl.load(...from);

const families: Readonly<Record<ModelType, Load>> = {
  smolvlm: smolVlm,
  idefics3: smolVlm,
  qwen2_vl: qwenVl,
  qwen2_5_vl: qwenVl,
  qwen3_5: qwenVl,
  lfm2_vl: lfm2Vl,
};

/**
 * A model's family with its configuration and tokenizer, from its small files.
 * @throws AppError `unsupported-model`, `corrupt-model`
 */
export async function loadFamily(
  model: ModelFiles,
): Promise<{ family: Family; config: ModelConfig; tokenizer: Tokenizer }> {
  const config = await readModelConfig(model);
  const tokenizer = await loadTokenizer(model);
  const family = await families[config.model_type](model, config, tokenizer);
  return { family, config, tokenizer };
}

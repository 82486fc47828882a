import type { Sample } from '../domain/index.js';
import { measureModel, type Model } from '../model/index.js';
import type { RunSpeed } from './estimate-run.js';
import { countTokenCosts } from './token-costs.js';

/**
 * Measures what `estimateRun` needs of a loaded model, in about ten seconds.
 * @param sample a question as those that will be asked
 * @throws AppError of the model, `cancelled`
 */
export async function measureRunSpeed(
  model: Model,
  sample: Pick<Sample, 'question' | 'answer' | 'distractors'>,
  signal?: AbortSignal,
): Promise<RunSpeed> {
  return {
    model: await measureModel(model, signal),
    tokens: await countTokenCosts(model, sample, signal),
  };
}

import { asAppError, letters, type Answer } from '../domain/index.js';
import type { SharedSegment } from '../model/index.js';
import { buildPrompt, orderOptions } from '../prompt/index.js';
import { scoreLetters } from '../scoring/index.js';
import { emptyAnswer, failedAnswer, timingsOf, type Shared } from './answers.js';
import { endsPass, type ModelHost } from './model-host.js';
import type { Job } from './schedule.js';

/**
 * Puts one question under one option order to a model.
 * @param keep segments of the prompt that another one will share
 * @returns unscored with the reason where the question's own failure is to blame
 * @throws AppError where `endsPass` says so
 */
export async function ask(
  { run, sample, rotation }: Job,
  shared: Shared,
  model: ModelHost,
  keep: readonly SharedSegment[],
  signal: AbortSignal,
): Promise<Answer> {
  const { protocol } = run.manifest;
  const optionOrder = orderOptions(sample, protocol.seed, rotation);
  const prompt = buildPrompt(protocol.prompt, {
    question: sample.question,
    optionOrder,
    frames: shared.video?.frames ?? [],
    frameInput: protocol.frameInput,
    image: shared.image !== null,
    order: protocol.order,
    timestamps: protocol.timestamps,
  });
  const offered = letters.filter((letter) => letter in optionOrder.options);
  try {
    const given = await model.ask(
      {
        prompt,
        frames: shared.video?.handles ?? [],
        image: shared.image?.handle ?? null,
        letters: offered,
        keep,
      },
      signal,
    );
    return {
      ...emptyAnswer(run, sample, rotation, shared),
      ...scoreLetters(given.letterLogprobs, optionOrder),
      letterLogprobs: given.letterLogprobs,
      letterMass: given.letterMass,
      prompt: {
        version: prompt.version,
        text: given.promptText,
        tokens: given.promptTokens,
        reusedTokens: given.reusedTokens,
      },
      provider: model.info.provider,
      timings: timingsOf(shared, given.prefillMs),
    };
  } catch (thrown) {
    const error = asAppError(thrown);
    if (endsPass(error)) throw error;
    return failedAnswer(run, sample, rotation, shared, error);
  }
}

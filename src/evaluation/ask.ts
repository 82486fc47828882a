import {
  asAppError,
  defaultProtocol,
  letters,
  type Answer,
  type FrameRecord,
  type Prompt,
} from '../domain/index.js';
import type { PromptRead, Question, SharedSegment } from '../model/index.js';
import { buildPrompt, frameOrder } from '../prompt/index.js';
import { scoreLetters, scoreText } from '../scoring/index.js';
import { emptyAnswer, failedAnswer, timingsOf, type Shared } from './answers.js';
import { endsPass, type ModelHost } from './model-host.js';
import type { Job } from './schedule.js';

/**
 * Puts one question under one option order to a model, and scores its letters' probabilities or the text it generates.
 * @param keep segments of the prompt that another one will share
 * @returns unscored with the reason where the question's own failure is to blame
 * @throws AppError where `endsPass` says so
 */
export async function ask(
  job: Job,
  shared: Shared,
  model: ModelHost,
  keep: readonly SharedSegment[],
  signal: AbortSignal,
): Promise<Answer> {
  const { sample, optionOrder } = job;
  const { protocol } = job.run.manifest;
  const handles = shared.video?.handles ?? [];
  const order = frameOrder(protocol, sample, handles.length);
  const prompt = buildPrompt(protocol.prompt, {
    question: sample.question,
    optionOrder,
    frames: shared.video?.frames ?? [],
    frameInput: protocol.frameInput,
    frameOrder: order,
    framesAsked: protocol.frames,
    duration: shared.video?.duration ?? null,
    image: shared.image !== null,
    order: protocol.order,
    timestamps: protocol.timestamps,
  });
  const question: Question = {
    prompt,
    frames: handles,
    image: shared.image?.handle ?? null,
    letters: letters.filter((letter) => letter in optionOrder.options),
    keep,
  };
  try {
    const given =
      protocol.scoring === 'generate'
        ? await generated(job, question, shared, model, signal)
        : await lettered(job, question, shared, model, signal);
    const empty = emptyAnswer(job, shared);
    const frames = order ? inPlaces(empty.frames, order) : empty.frames;
    return { ...empty, ...given, frames, provider: model.info.provider };
  } catch (thrown) {
    const error = asAppError(thrown);
    if (endsPass(error)) throw error;
    return failedAnswer(job, shared, error);
  }
}

async function lettered(
  { optionOrder }: Job,
  question: Question,
  shared: Shared,
  model: ModelHost,
  signal: AbortSignal,
): Promise<Partial<Answer>> {
  const given = await model.ask(question, signal);
  const { letterLogprobs, letterMass } = given;
  return {
    ...scoreLetters(letterLogprobs, optionOrder),
    ...{ letterLogprobs, letterMass },
    prompt: promptOf(question.prompt, given),
    timings: timingsOf(shared, given.prefillMs),
  };
}

/** The letters' probabilities come with the text: they are those of its first token. */
async function generated(
  { run, optionOrder }: Job,
  question: Question,
  shared: Shared,
  model: ModelHost,
  signal: AbortSignal,
): Promise<Partial<Answer>> {
  const { maxTokens = defaultProtocol.maxTokens, parser = defaultProtocol.parser } =
    run.manifest.protocol;
  const given = await model.generate(question, { maxTokens, stop: [] }, signal);
  return {
    ...scoreText(given.text, optionOrder, parser),
    text: given.text,
    textTokens: given.tokens.length,
    letterLogprobs: given.letterScores?.letterLogprobs ?? null,
    letterMass: given.letterScores?.letterMass ?? null,
    prompt: promptOf(question.prompt, given),
    timings: timingsOf(shared, given.prefillMs, given.generateMs),
  };
}

const promptOf = (
  { version }: Prompt,
  { promptText: text, promptTokens: tokens, reusedTokens }: PromptRead,
): Answer['prompt'] => ({ version, text, tokens, reusedTokens });

/** Frames, or pairs of them, in the order they were shown in. */
function inPlaces(frames: readonly FrameRecord[], order: readonly number[]): FrameRecord[] {
  const size = Math.ceil(frames.length / order.length);
  return order.flatMap((unit) => frames.slice(unit * size, (unit + 1) * size));
}

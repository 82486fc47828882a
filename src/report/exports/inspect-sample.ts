import { letters, type Answer, type Outcome } from '../../domain/index.js';
import type { Answered } from '../answered.js';

const values: Readonly<Record<Outcome, 'C' | 'I' | 'N'>> = {
  correct: 'C',
  wrong: 'I',
  unscored: 'N',
};

/** Inspect's `ModelUsage`. */
interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  readonly input_tokens_cache_write: null;
  readonly input_tokens_cache_read: number;
  readonly reasoning_tokens: null;
}

/** Tokens of a prompt, and of what was generated. */
export function usageOf({ prompt, textTokens }: Answer): Usage {
  const output = textTokens ?? 0;
  return {
    input_tokens: prompt.tokens,
    output_tokens: output,
    total_tokens: prompt.tokens + output,
    input_tokens_cache_write: null,
    input_tokens_cache_read: prompt.reusedTokens,
    reasoning_tokens: null,
  };
}

export const sumUsage = (usages: readonly Usage[]): Usage =>
  usages.reduce(
    (sum, one) => ({
      ...sum,
      input_tokens: sum.input_tokens + one.input_tokens,
      output_tokens: sum.output_tokens + one.output_tokens,
      total_tokens: sum.total_tokens + one.total_tokens,
      input_tokens_cache_read: sum.input_tokens_cache_read + one.input_tokens_cache_read,
    }),
    {
      ...{ input_tokens: 0, output_tokens: 0, total_tokens: 0, input_tokens_cache_write: null },
      ...{ input_tokens_cache_read: 0, reasoning_tokens: null },
    },
  );

/** Whether nothing came of asking, which Inspect calls an error of the sample. */
export const hasFailed = ({ error }: Answer): boolean => error !== null;

/** Inspect has letters in upper case. */
const upper = (letter: string | null): string | null => letter?.toUpperCase() ?? null;

/** One answer as Inspect's `EvalSample`: the sample's number counts from 1, and an option order is an epoch. */
export function inspectSample(
  { sample, answer }: Answered,
  { scorer, model }: { readonly scorer: string; readonly model: string },
) {
  const { options, correctOption, correctOptions, letter, text, timings, error } = answer;
  const input = answer.prompt.text || sample.question;
  const said = text ?? upper(letter) ?? '';
  const seconds =
    (timings.decodeMs + timings.encodeMs + timings.prefillMs + timings.generateMs) / 1000;
  const message = {
    ...{ id: null, content: said, source: 'generate', metadata: null },
    ...{ role: 'assistant', tool_calls: null, model },
  };
  const targets = correctOptions.map((option) => option.toUpperCase());
  return {
    id: sample.ordinal + 1,
    epoch: answer.rotation + 1,
    input,
    choices: letters.flatMap((option) => options[option] ?? []),
    target: targets.length > 1 ? targets : correctOption.toUpperCase(),
    sandbox: null,
    files: null,
    setup: null,
    messages: [
      {
        id: null,
        content: input,
        source: 'input',
        metadata: null,
        role: 'user',
        tool_call_id: null,
      },
      ...(hasFailed(answer) ? [] : [message]),
    ],
    output: {
      model,
      choices: hasFailed(answer) ? [] : [{ message, stop_reason: 'stop', logprobs: null }],
      completion: hasFailed(answer) ? '' : said,
      usage: usageOf(answer),
      time: seconds,
      metadata: null,
      error: null,
    },
    scores: {
      [scorer]: {
        value: values[answer.outcome],
        answer: upper(letter),
        explanation: explanationOf(answer),
        metadata: scoreMetadata(answer),
        history: [],
      },
    },
    metadata: {
      ordinal: sample.ordinal,
      video_id: sample.videoId,
      data_id: sample.dataId,
      image_name: sample.imageName,
      question: sample.question,
      question_type: sample.task,
      granularity: sample.granularity,
      answer_location: sample.answerLocation,
      rotation: answer.rotation,
      frames: answer.frames,
      media: answer.media,
      provider: answer.provider,
      timings,
    },
    store: {},
    events: [],
    model_usage: { [model]: usageOf(answer) },
    total_time: seconds,
    working_time: seconds,
    uuid: `${answer.runId}-${answer.sample}-${answer.rotation}`,
    error: error && {
      message: `${error.code}: ${error.message}`,
      traceback: '',
      traceback_ansi: '',
    },
    attachments: {},
    limit: null,
  };
}

function explanationOf({ text, letterMass, reason, tier }: Answer): string | null {
  if (reason !== null) return `Unscored: ${reason}.`;
  if (text !== null) return `Read from the text${tier ? ` by the rule ${tier}` : ''}.`;
  return letterMass === null
    ? null
    : `The likeliest of the letters on offer, which have ${(letterMass * 100).toFixed(1)} % of the probability.`;
}

/** A log-probability of minus infinity is null, as in the log. */
const scoreMetadata = ({ outcome, reason, tier, letterLogprobs, letterMass }: Answer) => ({
  ...{ outcome, reason, tier: tier ?? null, letterLogprobs, letterMass },
});

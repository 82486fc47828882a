import type { Answer, AnswerSpeed, Sample } from '../domain/index.js';

type Timed = Pick<Answer, 'sample' | 'frames' | 'media' | 'timings' | 'prompt' | 'provider'>;

/**
 * Medians over a run's answers: of a picture over its videos, whose frames are encoded once, with the first answer; of
 * reading over the answers that were given. Runs that work at the same time slow each other down.
 * @param samples of the run's dataset
 */
export function answerSpeed(samples: readonly Sample[], answers: readonly Timed[]): AnswerSpeed {
  const videoOf = new Map(samples.map(({ ordinal, videoId }) => [ordinal, videoId]));
  const byVideo = new Map<string, Timed[]>();
  for (const answer of answers) {
    const video = videoOf.get(answer.sample) ?? '';
    byVideo.set(video, [...(byVideo.get(video) ?? []), answer]);
  }
  const read = answers.filter(
    ({ provider, timings }) => provider !== null && timings.prefillMs > 0,
  );
  return {
    encodeMs: median(Array.from(byVideo.values()).flatMap(msAPicture)),
    prefillMs: median(read.map(({ timings }) => timings.prefillMs)),
    tokensPerSecond: median(
      read.map(({ prompt, timings }) => {
        const tokens = prompt.tokens - prompt.reusedTokens;
        return (tokens / timings.prefillMs) * 1000;
      }),
    ),
  };
}

/** Of the answers on one video; nothing where no time was counted. */
function msAPicture(answers: readonly Timed[]): number[] {
  const total = answers.reduce((sum, { timings }) => sum + timings.encodeMs, 0);
  const frames = answers.reduce((most, answer) => Math.max(most, answer.frames.length), 0);
  const images = new Set(
    answers.filter(({ media }) => media.image !== null).map(({ sample }) => sample),
  );
  const pictures = frames + images.size;
  return total > 0 && pictures > 0 ? [total / pictures] : [];
}

/** Null of nothing. */
function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1];
  const [a, b] = [sorted[low], sorted[high]];
  return a === undefined || b === undefined ? null : (a + b) / 2;
}

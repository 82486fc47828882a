import type { Sample } from '../domain/index.js';
import { optionCharacters } from './token-costs.js';

/** How much is to be asked. */
export interface RunWork {
  readonly videos: number;
  readonly questions: number;
  /** Mean lengths of a question, and of its options together. */
  readonly questionCharacters: number;
  readonly optionCharacters: number;
}

export function workOf(samples: readonly Sample[]): RunWork {
  const mean = (length: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + length(sample), 0) / Math.max(1, samples.length);
  return {
    videos: new Set(samples.map(({ videoId }) => videoId)).size,
    questions: samples.length,
    questionCharacters: mean(({ question }) => question.length),
    optionCharacters: mean(optionCharacters),
  };
}

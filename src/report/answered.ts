import type { Answer, Sample } from '../domain/index.js';

export interface Answered {
  readonly sample: Sample;
  readonly answer: Answer;
}

/** Answers with their samples, in the file's order, then by rotation. */
export function answered(samples: readonly Sample[], answers: readonly Answer[]): Answered[] {
  const byOrdinal = new Map(samples.map((sample) => [sample.ordinal, sample]));
  return answers
    .toSorted((a, b) => a.sample - b.sample || a.rotation - b.rotation)
    .flatMap((answer) => {
      const sample = byOrdinal.get(answer.sample);
      return sample ? [{ sample, answer }] : [];
    });
}

/** One JSON value a line, each line ended. */
export const jsonLines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

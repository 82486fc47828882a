import type { Answer, Run, Sample, SuiteResult } from '../domain/index.js';
import { aggregate } from './aggregate.js';
import { diagnose } from './diagnosis/diagnose.js';
import { mean } from './questions.js';
import { compareRuns } from './statistics/compare.js';

/** A run of a suite with its name in it. */
export interface SuiteRun {
  readonly name: string;
  readonly run: Pick<Run, 'id' | 'manifest'>;
  readonly answers: readonly Answer[];
}

/**
 * Brings the runs of a suite together: each by itself, each against the first, and what they say about the model.
 * @param samples of the runs' dataset
 * @param runs one at least, the first first
 * @throws AppError `unexpected` when an answer belongs to none of the samples
 */
export function suiteResult(
  samples: readonly Sample[],
  runs: readonly SuiteRun[],
  { resamples = 2000 } = {},
): SuiteResult {
  const [first, ...others] = runs;
  const comparisons = compareRuns(
    samples,
    others.map(({ answers }) => ({ first: first?.answers ?? [], second: answers })),
    { resamples },
  );
  const rows = runs.map(({ name, run, answers }, at) => {
    const { overall } = aggregate(samples, answers, { resamples });
    const { n, videos, accuracy, low, high, chance, unscored } = overall;
    const tokens = answers.map(({ prompt }) => prompt.tokens).filter((count) => count > 0);
    return {
      runId: run.id,
      role: name,
      ...{ n, videos, accuracy, low, high, chance, unscored },
      promptTokens: tokens.length > 0 ? mean(tokens) : null,
      comparison: comparisons[at - 1] ?? null,
    };
  });
  return { rows, diagnosis: diagnose(samples, runs, { resamples }) };
}

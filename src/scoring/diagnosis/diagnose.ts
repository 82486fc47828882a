import {
  diagnosisQuestions,
  type Comparison,
  type Diagnosis,
  type DiagnosisQuestion,
  type DiagnosisStatement,
  type Protocol,
  type Sample,
} from '../../domain/index.js';
import { compareRuns } from '../statistics/compare.js';
import { mean, questionsOf } from '../questions.js';
import { guessing } from './guessing.js';
import { evidenceStatement, existenceStatement } from './kinds-of-questions.js';
import { letterLeaning } from './letter-leaning.js';
import { differOnlyIn, referenceRun, type DiagnosedRun } from './suite.js';
import { judged } from './verdict.js';

type PairQuestion = 'image-removed' | 'frames-removed' | 'frames-shuffled' | 'image-first';

/** Which change of the protocol answers which question. */
const changes: readonly {
  readonly question: PairQuestion;
  readonly field: 'condition' | 'order';
  readonly value: Protocol['condition' | 'order'];
}[] = [
  { question: 'image-removed', field: 'condition', value: 'image-masked' },
  { question: 'frames-removed', field: 'condition', value: 'video-masked' },
  { question: 'frames-shuffled', field: 'condition', value: 'frames-shuffled' },
  { question: 'image-first', field: 'order', value: 'image-first' },
];

interface PlannedPair {
  readonly question: PairQuestion | 'more-frames' | 'more-pixels';
  readonly first: DiagnosedRun;
  readonly second: DiagnosedRun;
  /** Of a sweep, ascending. */
  readonly settings: readonly { readonly value: number; readonly of: DiagnosedRun }[];
}

/**
 * What a suite's runs say about a model, as data; report words it. All comparisons of two runs are adjusted together.
 * @param samples of the runs' dataset
 * @param runs of one model on one dataset; others are not looked at
 * @throws AppError `unexpected` when an answer belongs to none of the samples
 */
export function diagnose(
  samples: readonly Sample[],
  runs: readonly DiagnosedRun[],
  { resamples = 2000 } = {},
): Diagnosis {
  const reference = referenceRun(runs);
  if (!reference || reference.answers.length === 0)
    return { statements: [], omitted: diagnosisQuestions.map(withoutRuns) };
  const { run, answers } = reference;
  const guess = guessing(run.id, samples, answers, resamples);
  const gated = guess.verdict !== 'yes';
  const planned = [...pairsOf(reference, runs), ...sweepsOf(reference, runs)];
  const compared = compareRuns(
    samples,
    planned.map(({ first, second }) => ({ first: first.answers, second: second.answers })),
    { resamples },
  );
  const existence = existenceStatement(samples, answers, gated, resamples);
  const statements: DiagnosisStatement[] = [guess];
  for (const [at, pair] of planned.entries()) {
    const comparison = compared[at];
    if (comparison && comparison.n > 0)
      statements.push(statementOf(pair, comparison, samples, gated));
  }
  for (const statement of [
    evidenceStatement(samples, answers, gated, resamples),
    existence === 'too-few-questions' ? null : existence,
    letterLeaning(samples, answers, gated, resamples),
  ])
    if (statement) statements.push(statement);
  const said = new Set<DiagnosisQuestion>(statements.map(({ question }) => question));
  return {
    statements: statements.toSorted(
      (a, b) => diagnosisQuestions.indexOf(a.question) - diagnosisQuestions.indexOf(b.question),
    ),
    omitted: diagnosisQuestions
      .filter((question) => !said.has(question))
      .map((question) =>
        question === 'existence' && existence === 'too-few-questions'
          ? { question, why: existence }
          : withoutRuns(question),
      ),
  };
}

const withoutRuns = (question: DiagnosisQuestion) => ({ question, why: 'no-runs' as const });

function pairsOf(reference: DiagnosedRun, runs: readonly DiagnosedRun[]): PlannedPair[] {
  return changes.flatMap(({ question, field, value }) => {
    if (reference.run.manifest.protocol[field] === value) return [];
    const second = runs.find(
      (other) =>
        other.run.manifest.protocol[field] === value && differOnlyIn(field, reference, other),
    );
    return second ? [{ question, first: reference, second, settings: [] }] : [];
  });
}

function sweepsOf(reference: DiagnosedRun, runs: readonly DiagnosedRun[]): PlannedPair[] {
  const fields = { 'more-frames': 'frames', 'more-pixels': 'height' } as const;
  return (['more-frames', 'more-pixels'] as const).flatMap((question) => {
    const field = fields[question];
    const settings = runs
      .filter((other) => differOnlyIn(field, reference, other))
      .flatMap((of) => {
        const value = of.run.manifest.protocol[field];
        return value === 'native' ? [] : [{ value, of }];
      })
      .sort((a, b) => a.value - b.value);
    const [least, most] = [settings.at(0), settings.at(-1)];
    if (!least || !most || least.value === most.value) return [];
    return [{ question, first: least.of, second: most.of, settings }];
  });
}

function statementOf(
  { question, first, second, settings }: PlannedPair,
  comparison: Comparison,
  samples: readonly Sample[],
  gated: boolean,
): DiagnosisStatement {
  const said = judged(comparison, comparison.n, gated);
  const numbers = { runs: [first.run.id, second.run.id] as const, comparison };
  if (question !== 'more-frames' && question !== 'more-pixels')
    return { question, ...said, numbers };
  return {
    question,
    ...said,
    numbers: {
      ...numbers,
      settings: settings.map(({ value, of: { run, answers } }) => {
        const questions = questionsOf(samples, answers);
        const accuracy = mean(questions.map(({ correct }) => correct));
        return { runId: run.id, value, n: questions.length, accuracy };
      }),
    },
  };
}

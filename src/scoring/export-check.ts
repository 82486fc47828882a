import type {
  Answer,
  AnswerDifference,
  ExportCheck,
  Letter,
  Run,
  Sample,
  VariantDifference,
  VariantFacts,
} from '../domain/index.js';
import { answerSpeed } from './answer-speed.js';
import { distributionOf, divergence, letterLogs } from './letter-distribution.js';
import { mean, rightness, sum } from './questions.js';

/** A run of an export check with its answers so far. */
export interface VariantRun {
  readonly name: string;
  readonly run: Pick<Run, 'id' | 'manifest'>;
  readonly answers: readonly Answer[];
}

/** Answers listed as the worst of a variant. */
const listed = 50;

/**
 * Compares exports of a model with one of them, answer by answer, on what both answered. The answers are the unit, not the
 * questions: every option order counts, and there is no sampling of questions that an interval could speak of.
 * @param samples of the dataset
 * @param reference runs of one dataset under one protocol, so that equal samples and rotations have equal options
 */
export function checkExports(
  samples: readonly Sample[],
  reference: VariantRun,
  variants: readonly VariantRun[],
): ExportCheck {
  return {
    reference: factsOf(samples, reference),
    variants: variants.map((variant) => ({
      ...factsOf(samples, variant),
      difference: differenceOf(reference.answers, variant.answers),
    })),
  };
}

function factsOf(samples: readonly Sample[], { name, run, answers }: VariantRun): VariantFacts {
  const { model, provider } = run.manifest;
  const masses = answers.flatMap(({ letterMass }) => (letterMass === null ? [] : [letterMass]));
  return {
    runId: run.id,
    name,
    provider,
    bytes: sum(model.files.map(({ size }) => size)),
    answers: answers.length,
    correct: sum(answers.map(rightness)),
    unscored: answers.filter(({ outcome }) => outcome === 'unscored').length,
    letterMass: masses.length > 0 ? mean(masses) : null,
    ...answerSpeed(samples, answers),
  };
}

interface Pair {
  readonly reference: Answer;
  readonly variant: Answer;
}

function differenceOf(reference: readonly Answer[], variant: readonly Answer[]): VariantDifference {
  const key = ({ sample, rotation }: Answer) => `${sample}/${rotation}`;
  const own = new Map(variant.map((answer) => [key(answer), answer]));
  const pairs = reference.flatMap((answer): Pair[] => {
    const other = own.get(key(answer));
    return other ? [{ reference: answer, variant: other }] : [];
  });
  const compared = pairs.flatMap((pair) => comparedPair(pair) ?? []);
  const changed = compared.filter(
    ({ pair }) => rightness(pair.reference) !== rightness(pair.variant),
  );
  const gained = changed.filter(({ pair }) => pair.variant.outcome === 'correct').length;
  const differences = compared.map(({ difference }) => difference);
  const divergences = differences.map((one) => one.divergence);
  return {
    shared: pairs.length,
    notCompared: pairs.length - compared.length,
    correct: [
      sum(pairs.map((pair) => rightness(pair.reference))),
      sum(pairs.map((pair) => rightness(pair.variant))),
    ],
    flips: differences.filter(({ letters: [before, after] }) => before !== after).length,
    lost: changed.length - gained,
    gained,
    meanDivergence: mean(divergences),
    largestDivergence: most(divergences),
    largestLogprobDifference: most(compared.map(({ logprobDifference }) => logprobDifference)),
    largestProbabilityDifference: most(
      differences.map((one) =>
        most(lettersOf(one).map((letter) => absolute(one.reference[letter], one.variant[letter]))),
      ),
    ),
    worst: differences
      .toSorted((a, b) => b.divergence - a.divergence || a.sample - b.sample)
      .slice(0, listed),
  };
}

interface ComparedPair {
  readonly pair: Pair;
  readonly difference: AnswerDifference;
  /** Largest of a letter's natural log-probability over the vocabulary. */
  readonly logprobDifference: number;
}

/** Null where one of them has no distribution. */
function comparedPair(pair: Pair): ComparedPair | null {
  const { reference, variant } = pair;
  const [ours, theirs] = [letterLogs(reference), letterLogs(variant)];
  if (!ours || !theirs) return null;
  const difference: AnswerDifference = {
    sample: reference.sample,
    rotation: reference.rotation,
    divergence: divergence(ours, theirs),
    letters: [reference.letter, variant.letter],
    options: reference.options,
    correctOptions: reference.correctOptions,
    reference: distributionOf(ours),
    variant: distributionOf(theirs),
  };
  const logprobDifference = most(
    Array.from(ours.keys(), (letter) =>
      absolute(reference.letterLogprobs?.[letter], variant.letterLogprobs?.[letter]),
    ),
  );
  return { pair, difference, logprobDifference };
}

const lettersOf = ({ reference }: AnswerDifference) => Object.keys(reference) as Letter[];

/** 0 where both are minus infinity: neither gives the letter any chance. */
const absolute = (a = NaN, b = NaN): number => (a === b ? 0 : Math.abs(a - b));

/** 0 of nothing. */
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

import type { Letter, OptionOrder } from './prompt.js';
import type { Provider } from './run.js';

/** Probabilities of the letters on offer, brought to a sum of 1. */
export type LetterDistribution = Readonly<Partial<Record<Letter, number>>>;

/** How fast answers came; medians, null where nothing was measured. */
export interface AnswerSpeed {
  /** Milliseconds to encode a picture: a frame, or a query image with all its tiles. */
  readonly encodeMs: number | null;
  /** Milliseconds to read what of a prompt was not read before. */
  readonly prefillMs: number | null;
  /** Tokens read a second, those that were reused left out. */
  readonly tokensPerSecond: number | null;
}

/** One export of a model in a check: its cost and its own answers. */
export interface VariantFacts extends AnswerSpeed {
  readonly runId: string;
  readonly name: string;
  /** Null where nothing is known of it. */
  readonly provider: Provider | null;
  /** Of the files that shape its answers. */
  readonly bytes: number;
  readonly answers: number;
  readonly correct: number;
  readonly unscored: number;
  /** Mean total probability of the letters on offer, 0 to 1; null where no answer has one. */
  readonly letterMass: number | null;
}

/** One question under one option order, as the reference and a variant answered it. */
export interface AnswerDifference extends Pick<OptionOrder, 'options' | 'correctOptions'> {
  /** The sample's ordinal. */
  readonly sample: number;
  readonly rotation: number;
  /** Kullback-Leibler divergence of the variant's distribution from the reference's, in nats, 0 or more. */
  readonly divergence: number;
  /** Letters chosen; null: a tie chose none. */
  readonly letters: readonly [reference: string | null, variant: string | null];
  readonly reference: LetterDistribution;
  readonly variant: LetterDistribution;
}

/** How a variant's answers differ from the reference's, on those that both have. */
export interface VariantDifference {
  /** Answers that both have. */
  readonly shared: number;
  /** Of these, without a distribution in one or both: failed, or without numbers. */
  readonly notCompared: number;
  /** Right among the shared ones; an unscored answer is not right. */
  readonly correct: readonly [reference: number, variant: number];
  /** Of the compared ones: another letter was chosen; right answers that became wrong, wrong ones that became right. */
  readonly flips: number;
  readonly lost: number;
  readonly gained: number;
  /** Nats; NaN where nothing was compared, Infinity where a letter that the reference gives some chance has none. */
  readonly meanDivergence: number;
  readonly largestDivergence: number;
  /** Of natural log-probabilities over the whole vocabulary; of probabilities over the letters on offer. */
  readonly largestLogprobDifference: number;
  readonly largestProbabilityDifference: number;
  /** Those compared that diverge most, the worst first. */
  readonly worst: readonly AnswerDifference[];
}

/** Several exports of a model under one protocol, each against the reference. */
export interface ExportCheck {
  readonly reference: VariantFacts;
  readonly variants: readonly (VariantFacts & { readonly difference: VariantDifference })[];
}

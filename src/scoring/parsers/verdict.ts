import type { OptionOrder, Outcome, UnscoredReason } from '../../domain/index.js';

/** What a parser makes of a generated text. */
export interface Verdict {
  /** The letter that was read. Other harnesses' rules may give one that is not on offer, or no letter at all. */
  readonly letter: string | null;
  readonly outcome: Outcome;
  /** Set when unscored. */
  readonly reason: UnscoredReason | null;
  /** The rule that read the letter; null when unscored. */
  readonly tier: string | null;
}

/** The options and which of them are right. */
export type Options = Pick<OptionOrder, 'options' | 'correctOption' | 'correctOptions'>;

export const unscored = (reason: UnscoredReason): Verdict => ({
  letter: null,
  outcome: 'unscored',
  reason,
  tier: null,
});

/** @param right the letters that are credited */
export const scored = (letter: string, tier: string, right: readonly string[]): Verdict => ({
  letter,
  outcome: right.includes(letter) ? 'correct' : 'wrong',
  reason: null,
  tier,
});

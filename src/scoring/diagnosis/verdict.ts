import type { DiagnosisVerdict, Interval } from '../../domain/index.js';
import { questionsFor } from '../statistics/power.js';

/** A difference of fewer points, as a rate, is taken for none. */
export const negligible = 0.03;

export const verdictOf = ({ low, high }: Interval): DiagnosisVerdict => {
  if (low > 0 || high < 0) return 'yes';
  return low >= -negligible && high <= negligible ? 'no' : 'cannot-tell';
};

export interface Measured extends Interval {
  readonly difference: number;
  readonly standardError: number;
}

/** The verdict on a difference that n questions gave, and how many questions could tell where these cannot. */
export function judged(
  measured: Measured,
  n: number,
  gated: boolean,
): { readonly verdict: DiagnosisVerdict; readonly neededQuestions: number | null } {
  if (gated) return { verdict: 'cannot-tell', neededQuestions: null };
  const verdict = verdictOf(measured);
  return {
    verdict,
    neededQuestions: verdict === 'cannot-tell' ? needed(measured, n) : null,
  };
}

/** Never fewer than one more than there are: the interval of these did not tell. */
export function needed({ difference, standardError }: Measured, n: number): number | null {
  if (!Number.isFinite(standardError) || n === 0) return null;
  const wanted = Math.max(Math.abs(difference), negligible);
  return Math.max(n + 1, questionsFor(wanted, standardError, n));
}

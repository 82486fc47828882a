/** Settings have an equal token budget where the largest has at most this much more than the smallest. */
const equalWithin = 0.05;

/**
 * What may be said of settings that are compared (frame heights, frame counts) and their cost. "Equal token budget" is
 * said only where the tokens were measured and agree within 5 %; a model whose frames have a fixed number of tokens
 * gains nothing from smaller ones: they are blurred, and cost the same.
 * @param tokens of each setting as measured (`Model.countTokens`, `pictureCosts`), two or more
 * @param fixedPerFrame whether the tokens of a frame are the same at every size
 * @param of what: those of the pictures, or of whole prompts
 */
export function tokenBudget(
  tokens: readonly number[],
  fixedPerFrame: boolean,
  of: 'visual' | 'prompt' = 'visual',
): string {
  const least = Math.min(...tokens);
  const most = Math.max(...tokens);
  if (most <= least * (1 + equalWithin))
    return fixedPerFrame ? 'equal tokens, more blur' : 'equal token budget';
  return `no equal token budget (${least.toLocaleString('en')} to ${most.toLocaleString('en')} ${of} tokens)`;
}

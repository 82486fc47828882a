export type Tier = 'letter' | 'marked-letter' | 'answer-is' | 'option-text';

/** What one place in a text says the answer is. */
export interface Claim {
  /** Letters that mean the same (options of equal text), or one letter, on offer or not; none: it contradicts itself. */
  readonly letters: readonly string[];
  readonly tier: Tier;
}

export const contradiction = (tier: Tier): Claim => ({ letters: [], tier });

/** Claims that agree; null: they do not. Letters of equal options agree with each of them. */
export function agreed(claims: readonly Claim[]): Claim | null {
  const [first, ...others] = claims;
  if (!first) return null;
  let { letters } = first;
  for (const claim of others) letters = letters.filter((letter) => claim.letters.includes(letter));
  return letters.length > 0 ? { ...first, letters } : null;
}

import type { Answer, Provider } from '../domain/index.js';

/** What the answers of a run tell about how they were made. */
export interface RunFacts {
  /** Answers that each provider computed; those that were never asked have none. */
  readonly providers: Readonly<Partial<Record<Provider, number>>>;
  /** Tokens of the prompts that were asked; null where none was. */
  readonly promptTokens: { readonly mean: number; readonly most: number } | null;
}

export function runFacts(answers: readonly Answer[]): RunFacts {
  const providers: Partial<Record<Provider, number>> = {};
  for (const { provider } of answers)
    if (provider) providers[provider] = (providers[provider] ?? 0) + 1;
  const tokens = answers.map(({ prompt }) => prompt.tokens).filter((count) => count > 0);
  const sum = tokens.reduce((total, count) => total + count, 0);
  const promptTokens =
    tokens.length > 0
      ? {
          mean: sum / tokens.length,
          most: tokens.reduce((most, count) => Math.max(most, count), 0),
        }
      : null;
  return { providers, promptTokens };
}

/**
 * What a reader of a report has to know besides its tables, in whole sentences. A run on two providers is marked: their
 * arithmetic differs, so that one may have answered otherwise than the other.
 */
export function runNotes(answers: readonly Answer[]): string[] {
  const { providers, promptTokens } = runFacts(answers);
  const counts = Object.entries(providers).map(([provider, count]) => `${count} on ${provider}`);
  const notes: string[] = [];
  if (counts.length > 1)
    notes.push(
      `This run used two providers (answers: ${counts.join(', ')}): it does not compare with a run on one.`,
    );
  if (promptTokens)
    notes.push(
      `Prompts have ${inWords(Math.round(promptTokens.mean))} tokens on average, ${inWords(promptTokens.most)} at most.`,
    );
  return notes;
}

const inWords = (count: number): string => count.toLocaleString('en');

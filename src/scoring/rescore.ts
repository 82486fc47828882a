import { letters, type Answer, type ParserName } from '../domain/index.js';
import { seededRandom } from '../lib/index.js';
import { creditedByReference, scoreText, type Options, type Verdict } from './parsers/index.js';

/** What of a stored answer is read, and what of it is written. */
export type Scorable = Options &
  Pick<Answer, 'text' | 'letter' | 'outcome' | 'reason' | 'tier' | 'error'>;

export interface RescoreOptions {
  readonly parser: ParserName;
  /**
   * The guess switch of `reference`: seeds the random letters from a to j that stand where the harness would guess; null,
   * the default: such answers are unscored, reason `guess`.
   */
  readonly guessSeed?: number | null;
}

/**
 * Scores stored answers again by a parser, one after the other in the log's order (the random letters depend on it).
 * Answers without a text, which were scored by letters or failed, stay as they are. The stored ones are not changed.
 * @returns a function that gives an answer with its new score
 */
export function rescorer(options: RescoreOptions): <T extends Scorable>(answer: T) => T {
  const read = textReader(options);
  return (answer) =>
    answer.text === null ? answer : { ...answer, ...read(answer.text, answer), error: null };
}

/** What a parser makes of generated texts, one after the other in the log's order. */
export function textReader({
  parser,
  guessSeed = null,
}: RescoreOptions): (text: string, order: Options) => Verdict {
  const guess = guessSeed === null ? null : guesser(guessSeed);
  return (text, order) => {
    const verdict = scoreText(text, order, parser);
    if (verdict.reason !== 'guess' || !guess) return verdict;
    const letter = guess();
    const outcome = letter === creditedByReference(order) ? 'correct' : 'wrong';
    return { letter, outcome, reason: null, tier: 'guess' };
  };
}

/** Random letters from a to j, on offer or not, as the reference harness draws them; the same for the same seed. */
function guesser(seed: number): () => string {
  const place = placeGuesser(seed);
  return () => letters[place()] ?? 'a';
}

function placeGuesser(seed: number): () => number {
  const random = seededRandom('guess', seed);
  return () => Math.floor(random() * letters.length);
}

/** How many seeds, from 0 on, tell what guessing adds. */
export const guessSeeds = 1000;

/**
 * What random letters in place of the answers with the reason `guess` give: the accuracy over all questions, 0 to 1, by
 * seed, the same as re-scoring with that seed. Questions asked in several orders count once, with their mean.
 * @param answers re-scored by `reference` without the guess switch
 */
export function accuracyByGuessSeed(
  answers: readonly (Options & Pick<Answer, 'sample' | 'outcome' | 'reason'>)[],
): (seed: number) => number {
  const orders = new Map<number, number>();
  for (const { sample } of answers) orders.set(sample, (orders.get(sample) ?? 0) + 1);
  const weightOf = (sample: number): number => 1 / (orders.get(sample) ?? 1) / orders.size;
  let sure = 0;
  let guesses = 0;
  const weights = new Float64Array(answers.length);
  /** Places among the letters; -1 is never drawn. */
  const credited = new Int8Array(answers.length);
  for (const answer of answers) {
    const weight = weightOf(answer.sample);
    if (answer.outcome === 'correct') sure += weight;
    if (answer.reason !== 'guess') continue;
    weights[guesses] = weight;
    credited[guesses++] = letters.findIndex((letter) => letter === creditedByReference(answer));
  }
  return (seed) => {
    const place = placeGuesser(seed);
    let accuracy = sure;
    for (let at = 0; at < guesses; at++) if (place() === credited[at]) accuracy += weights[at] ?? 0;
    return accuracy;
  };
}

/** Mean and range of accuracies. NaN and an empty range of none. */
export interface GuessSpread {
  readonly seeds: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export const spreadOf = (accuracies: readonly number[]): GuessSpread => ({
  seeds: accuracies.length,
  mean: accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length,
  low: Math.min(...accuracies),
  high: Math.max(...accuracies),
});

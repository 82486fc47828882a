import type {
  Agreement,
  Answer,
  AnswerPart,
  DifferingAnswer,
  Letter,
  LogprobAgreement,
  Run,
  Verification,
} from '../../domain/index.js';
import { mean } from '../questions.js';
import { surroundingsOf } from './surroundings.js';

/** A run, or its repeat, with answers. */
export interface VerifiedRun {
  readonly run: Pick<Run, 'manifest'>;
  readonly answers: readonly Answer[];
}

interface Pair {
  readonly then: Answer;
  readonly now: Answer;
  /** null: there is no answer now. */
  readonly parts: readonly AnswerPart[] | null;
  /** Of the letters' natural log-probabilities; null where one of the two has none. */
  readonly apart: readonly number[] | null;
}

/**
 * Compares a run with its repeat, answer by answer, on what both hold. Of an answer that failed now only the letter
 * counts, as another one.
 * @param stored with all its answers
 * @param repeat of some of its questions, under the same protocol and with the same model files
 * @param at milliseconds since 1970
 */
export function compareRepeat(stored: VerifiedRun, repeat: VerifiedRun, at: number): Verification {
  const key = ({ sample, rotation }: Answer) => `${sample}/${rotation}`;
  const again = new Map(repeat.answers.map((answer) => [key(answer), answer]));
  const pairs = stored.answers
    .flatMap((then): Pair[] => {
      const now = again.get(key(then));
      return now && then.provider ? [pairOf(then, now)] : [];
    })
    .toSorted((a, b) => a.then.sample - b.then.sample || a.then.rotation - b.then.rotation);
  const given = pairs.filter(({ parts }) => parts !== null);
  const agreement = (part: AnswerPart): Agreement => ({
    same: given.filter(({ parts }) => !parts?.includes(part)).length,
    of: given.length,
  });
  const texts = given.filter(({ then }) => then.text !== null);
  return {
    at,
    questions: new Set(pairs.map(({ then }) => then.sample)).size,
    letters: { same: agreement('letter').same, of: pairs.length },
    texts:
      texts.length > 0
        ? { same: texts.filter(({ parts }) => !parts?.includes('text')).length, of: texts.length }
        : null,
    logprobs: logprobsOf(given),
    prompts: agreement('prompt'),
    frames: agreement('frames'),
    media: agreement('media'),
    differing: pairs.flatMap((pair) => differingOf(pair) ?? []),
    surroundings: surroundingsOf(
      { manifest: stored.run.manifest, answers: given.map(({ then }) => then) },
      { manifest: repeat.run.manifest, answers: given.map(({ now }) => now) },
    ),
  };
}

function pairOf(then: Answer, now: Answer): Pair {
  const parts = now.provider === null ? null : partsOf(then, now);
  return { then, now, parts, apart: parts && apartOf(then.letterLogprobs, now.letterLogprobs) };
}

/** What of an answer is another now. */
function partsOf(then: Answer, now: Answer): AnswerPart[] {
  const parts: AnswerPart[] = [];
  if (then.letter !== now.letter) parts.push('letter');
  if (then.text !== now.text) parts.push('text');
  if (then.prompt.text !== now.prompt.text || then.prompt.tokens !== now.prompt.tokens)
    parts.push('prompt');
  if (framesOf(then) !== framesOf(now)) parts.push('frames');
  if (mediaOf(then) !== mediaOf(now)) parts.push('media');
  return parts;
}

const framesOf = ({ frames }: Answer): string =>
  JSON.stringify(frames.map(({ index, time }) => [index, time]));

const mediaOf = ({ media: { video, image } }: Answer): string =>
  JSON.stringify([video, image].map((file) => file && [file.size, file.sha256]));

type Logprobs = Answer['letterLogprobs'];

/** 0 where a letter has no chance in both; Infinity where in one. */
function apartOf(then: Logprobs, now: Logprobs): number[] | null {
  if (!then || !now) return null;
  const letters = new Set([...Object.keys(then), ...Object.keys(now)] as Letter[]);
  return Array.from(letters, (letter) => {
    const [before = -Infinity, after = -Infinity] = [then[letter], now[letter]];
    return before === after ? 0 : Math.abs(before - after);
  });
}

function logprobsOf(pairs: readonly Pair[]): LogprobAgreement | null {
  const compared = pairs.flatMap(({ apart }) => (apart && apart.length > 0 ? [apart] : []));
  if (compared.length === 0) return null;
  const differences = compared.flat();
  const finite = differences.filter(Number.isFinite);
  return {
    answers: compared.length,
    largest: largestOf(differences),
    mean: finite.length > 0 ? mean(finite) : 0,
  };
}

/** null where it has no bound. */
const largestOf = (differences: readonly number[]): number | null => {
  const largest = differences.reduce((most, one) => Math.max(most, one), 0);
  return Number.isFinite(largest) ? largest : null;
};

function differingOf({ then, now, parts, apart }: Pair): DifferingAnswer | null {
  if (parts?.length === 0) return null;
  return {
    sample: then.sample,
    rotation: then.rotation,
    parts: parts ?? ['letter'],
    letters: [then.letter, now.letter],
    largestLogprobDifference: apart && largestOf(apart),
    error: parts ? null : (now.error?.message ?? 'It was not answered.'),
  };
}

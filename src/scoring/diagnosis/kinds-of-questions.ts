import type { Answer, DiagnosisStatement, GroupDifference, Sample } from '../../domain/index.js';
import { evidenceAt } from '../../domain/index.js';
import { seededRandom } from '../../lib/index.js';
import { isLocated, landsIn, shownTimes } from '../evidence-sampled.js';
import { questionsOf } from '../questions.js';
import { groupDifference } from '../statistics/group-difference.js';
import { judged } from './verdict.js';

type Of<Question extends DiagnosisStatement['question']> = Extract<
  DiagnosisStatement,
  { question: Question }
>;

/** Below this, nothing is said of a task. */
const fewestOfTask = 100;

/**
 * Questions whose annotated evidence a frame lay in beside those where none did, within task and kind of location: an
 * association, since both kinds of questions may differ in other ways.
 * @returns null where no task and kind has both
 */
export function evidenceStatement(
  samples: readonly Sample[],
  answers: readonly Answer[],
  gated: boolean,
  resamples: number,
): Of<'evidence-sampled'> | null {
  const observations = questionsOf(samples, answers).flatMap(
    ({ sample, videoId, task, answers: given, correct: value }) => {
      const shown = given.find(({ frames }) => frames.length > 0);
      const evidence = evidenceAt(sample.answerLocation);
      if (!shown || !isLocated(evidence)) return [];
      const side: 0 | 1 = landsIn(evidence, shownTimes(shown), 1) ? 0 : 1;
      return [{ videoId, stratum: `${evidence.kind} ${task}`, side, value }];
    },
  );
  const random = seededRandom('evidence');
  const numbers = groupDifference(observations, { resamples, random });
  return numbers && { question: 'evidence-sampled', ...judgedOf(numbers, gated), numbers };
}

/** Existence beside Reverse Existence; null where one of them was not asked. */
export function existenceStatement(
  samples: readonly Sample[],
  answers: readonly Answer[],
  gated: boolean,
  resamples: number,
): Of<'existence'> | 'too-few-questions' | null {
  const sides: Readonly<Record<string, 0 | 1>> = { Existence: 0, 'Reverse Existence': 1 };
  const observations = questionsOf(samples, answers).flatMap(
    ({ videoId, task, correct: value }) => {
      const side = sides[task];
      return side === undefined ? [] : [{ videoId, stratum: '', side, value }];
    },
  );
  const random = seededRandom('existence');
  const numbers = groupDifference(observations, { resamples, random });
  if (!numbers) return null;
  if (Math.min(...numbers.n) < fewestOfTask) return 'too-few-questions';
  return { question: 'existence', ...judgedOf(numbers, gated), numbers };
}

const judgedOf = (numbers: GroupDifference, gated: boolean) =>
  judged(numbers, numbers.n[0] + numbers.n[1], gated);

import type {
  Baselines,
  DiagnosisQuestion,
  DiagnosisStatement,
  DiagnosisVerdict,
  GroupDifference,
  Interval,
} from '../domain/index.js';
import { percent, points } from './number-words.js';

/** A diagnosis in plain words. */
export interface DiagnosisSentence {
  readonly question: DiagnosisQuestion;
  readonly title: string;
  /** The verdict in words. */
  readonly verdict: string;
  readonly text: string;
  /** What the verdict rests on. */
  readonly numbers: string;
  /** What must be known beside it, or ''. */
  readonly remark: string;
}

const verdictWords: Readonly<Record<DiagnosisVerdict, string>> = {
  yes: 'Yes',
  no: 'No',
  'cannot-tell': 'Cannot tell',
  'not-distinguishable-from-guessing': 'Not distinguishable from guessing',
};

export const diagnosisTitles: Readonly<Record<DiagnosisQuestion, string>> = {
  guessing: 'Is it better than guessing?',
  'image-removed': 'Does accuracy change when the query image is removed?',
  'frames-removed': 'Does accuracy change when the frames are removed?',
  'frames-shuffled': 'Does accuracy change when the frames are shuffled?',
  'image-first': 'Does it matter whether the query image comes first or last?',
  'more-frames': 'Within the tested settings, does the number of frames matter?',
  'more-pixels': 'Within the tested settings, does the height of the frames matter?',
  'evidence-sampled': 'Does accuracy differ where a frame lies in the annotated evidence?',
  existence: 'Do Existence and Reverse Existence differ?',
  letters: 'Does it favour letters?',
};

const baselineWords: Readonly<Record<keyof Baselines, string>> = {
  shortest: 'always the shortest option',
  longest: 'always the longest option',
  commonestLetter: 'always the commonest letter',
};

const remarks: Partial<Readonly<Record<DiagnosisQuestion, string>>> = {
  'image-first':
    'In a causal model, frames that come before the query image cannot attend to it: with the image last, what is read from the frames is the same whatever the image.',
  'evidence-sampled':
    'Questions of the two kinds may differ in other ways too. This is an association within task and kind of location, not an effect.',
  existence:
    'No item offers yes or no: the options are places in a collage. So this says nothing about a leaning to say yes.',
};

/** Each statement's title, verdict, sentence and numbers, in plain English. */
export const diagnosisSentence = (statement: DiagnosisStatement): DiagnosisSentence => ({
  question: statement.question,
  title: diagnosisTitles[statement.question],
  verdict: verdictWords[statement.verdict],
  text: [textOf(statement), neededText(statement)].filter((text) => text !== '').join(' '),
  numbers: numbersOf(statement),
  remark: remarks[statement.question] ?? '',
});

function textOf(statement: DiagnosisStatement): string {
  const { question, verdict } = statement;
  if (question === 'guessing')
    return verdict === 'yes'
      ? 'The full condition is above chance and above every baseline that needs no vision.'
      : 'The full condition is not above chance and above the best baseline that needs no vision. Nothing else can be told from these runs.';
  if (verdict === 'no') return 'If there is a difference, it is under 3 points.';
  if (verdict === 'cannot-tell') return 'These questions do not tell.';
  switch (question) {
    case 'image-removed':
      return `Without the query image, accuracy is ${moved(statement.numbers.comparison)}.`;
    case 'frames-removed':
      return `Without the frames, accuracy is ${moved(statement.numbers.comparison)}.`;
    case 'frames-shuffled':
      return `With the frames shuffled, accuracy is ${moved(statement.numbers.comparison)}.`;
    case 'image-first':
      return `With the query image first, accuracy is ${moved(statement.numbers.comparison)}.`;
    case 'more-frames':
    case 'more-pixels': {
      const { comparison, settings } = statement.numbers;
      const unit = question === 'more-frames' ? 'frames' : 'pixels of height';
      const ends = `${settings.at(-1)?.value ?? 0} instead of ${settings.at(0)?.value ?? 0} ${unit}`;
      return `With ${ends}, accuracy is ${moved(comparison)}.`;
    }
    case 'evidence-sampled':
      return `Where evidence was sampled, accuracy is ${moved(statement.numbers)}.`;
    case 'existence':
      return `Beside Reverse Existence, accuracy on Existence is ${moved(statement.numbers)}.`;
    case 'letters': {
      const favoured = statement.numbers.letters.filter(
        ({ low, pHolm }) => low > 0 && pHolm < 0.05,
      );
      return `It chooses ${favoured.map(({ letter }) => letter).join(', ')} more often than right.`;
    }
  }
}

const moved = ({ difference }: { readonly difference: number }): string =>
  `${difference > 0 ? 'higher' : 'lower'} by ${points(Math.abs(difference))}`;

const neededText = ({ neededQuestions }: DiagnosisStatement): string =>
  neededQuestions === null ? '' : `About ${neededQuestions} questions could.`;

function numbersOf(statement: DiagnosisStatement): string {
  switch (statement.question) {
    case 'guessing': {
      const { n, videos, accuracy, overChance, overBaseline, ...range } = statement.numbers;
      return [
        `${percent(accuracy)} (${percent(range.low)} to ${percent(range.high)}) of ${n} questions on ${videos} videos`,
        `chance ${percent(overChance.rate)}: ${difference(overChance)}`,
        `${baselineWords[overBaseline.name]} ${percent(overBaseline.rate)}: ${difference(overBaseline)}`,
      ].join('; ');
    }
    case 'image-removed':
    case 'frames-removed':
    case 'frames-shuffled':
    case 'image-first':
    case 'more-frames':
    case 'more-pixels': {
      const { comparison: found } = statement.numbers;
      const settings =
        'settings' in statement.numbers
          ? statement.numbers.settings.map(
              ({ value, accuracy }) => `${value}: ${percent(accuracy)}`,
            )
          : [];
      return [
        ...settings,
        `${percent(found.first)}, then ${percent(found.second)}: ${difference(found)} on ${found.n} questions of ${found.videos} videos`,
        `p ${probability(found.p)}, after Holm ${probability(found.pHolm)}`,
        `${found.gained} better, ${found.lost} worse (exact McNemar, unclustered: p ${probability(found.mcnemar)})`,
      ].join('; ');
    }
    case 'evidence-sampled':
      return sides(statement.numbers, 'sampled', 'not sampled');
    case 'existence':
      return sides(statement.numbers, 'Existence', 'Reverse Existence');
    case 'letters':
      return statement.numbers.letters
        .map(
          ({ letter, chosen, correct }) =>
            `${letter}: chosen ${percent(chosen)}, right ${percent(correct)}`,
        )
        .join('; ');
  }
}

const sides = ({ n, rates, ...measured }: GroupDifference, one: string, other: string): string =>
  `${one} ${percent(rates[0])} of ${n[0]}; ${other} ${percent(rates[1])} of ${n[1]}; ${difference(measured)}`;

const difference = (measured: Interval & { readonly difference: number }): string =>
  `${points(measured.difference)} (${points(measured.low)} to ${points(measured.high)})`;

const probability = (p: number): string => (p < 0.001 ? 'under 0.001' : p.toFixed(3));

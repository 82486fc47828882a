import { expect, test } from 'vitest';
import { parserNames, type Answer } from '../../../src/domain/index.js';
import { Figures } from '../../../src/evaluation/figures.js';
import {
  accuracyByGuessSeed,
  aggregate,
  debias,
  guessSeeds,
  rescorer,
  rotationTable,
  spreadOf,
} from '../../../src/scoring/index.js';
import { aSample, anAnswer } from '../../support/results.js';

const sideTable = {
  ...{ name: 'videos.csv', sha256: 'ee', problems: [] },
  columns: ['genre'],
  rows: { v0: { genre: 'film' }, v1: { genre: 'sport' } },
};
const samples = Array.from({ length: 60 }, (_, ordinal) =>
  aSample({
    ...{ ordinal, videoId: `v${ordinal % 7}`, task: ordinal % 3 ? 'Counting' : 'NLI' },
    answerLocation: ordinal % 2 ? '0:00-0:01' : 'Whole video',
  }),
);
const texts = ['c', '(c)', 'c)', '**C**', 'a', '', 'none', 'red', '**B**', 'b)'];
/** Two option orders each; every tenth by letters, without a text. */
const answers = samples.flatMap(({ ordinal }) =>
  [0, 1].map((rotation) => {
    const letter = ordinal % 3 ? 'a' : 'c';
    return anAnswer({
      ...{ sample: ordinal, rotation, letter, outcome: letter === 'c' ? 'correct' : 'wrong' },
      text: ordinal % 10 ? (texts[(ordinal + rotation) % 10] ?? null) : null,
    });
  }),
);

function given(some: readonly Answer[] = answers): Figures {
  const figures = new Figures();
  figures.begin({ sideTable });
  figures.addSamples(samples.slice(0, 25));
  figures.addSamples(samples.slice(25));
  figures.addAnswers(some);
  return figures;
}

function read(figures: Figures, options: Parameters<Figures['startReading']>[0], piece = 7) {
  figures.startReading(options);
  return Array.from({ length: Math.ceil(answers.length / piece) }, () =>
    figures.readNext(piece),
  ).flatMap(({ verdicts, given: codes }) => Array.from(codes, (code) => verdicts[code] ?? null));
}

test.each(parserNames)('figures after a reading by %s are those of answers read so', (parser) => {
  const figures = given();
  const again = answers.map(rescorer({ parser }));
  expect(read(figures, { parser })).toEqual(
    again.map(({ text, letter, outcome, reason, tier }) =>
      text === null ? null : { letter, outcome, reason, tier },
    ),
  );
  expect(figures.tables()).toEqual(aggregate(samples, again, { sideTable }));
  expect(figures.rotations()).toEqual(rotationTable(samples, again));
});

test('another reading, and then that of the run, leave nothing of the one before', () => {
  const figures = given();
  read(figures, { parser: 'lmms-eval' });
  figures.tables();
  read(figures, { parser: 'reference', guessSeed: 3 });
  const guessed = answers.map(rescorer({ parser: 'reference', guessSeed: 3 }));
  expect(figures.tables()).toEqual(aggregate(samples, guessed, { sideTable }));
  figures.startReading(null);
  expect(figures.tables()).toEqual(aggregate(samples, answers, { sideTable }));
});

test('answers that come later join those that are there', () => {
  const figures = given(answers.slice(0, 50));
  figures.startReading(null);
  expect(figures.tables().overall.n).toBe(25);
  figures.addAnswers(answers.slice(50));
  figures.startReading(null);
  expect(figures.tables()).toEqual(aggregate(samples, answers, { sideTable }));
});

test('another run takes the place of the one before', () => {
  const figures = given();
  figures.begin({});
  figures.addSamples([aSample()]);
  figures.addAnswers([anAnswer()]);
  figures.startReading(null);
  expect(figures.tables()).toEqual(aggregate([aSample()], [anAnswer()]));
});

test('the spread of random letters is that over all seeds, whatever was read last', () => {
  const figures = given();
  const accuracyOf = accuracyByGuessSeed(answers.map(rescorer({ parser: 'reference' })));
  const accuracies = Array.from({ length: guessSeeds }, (_, seed) => accuracyOf(seed));
  read(figures, { parser: 'reference', guessSeed: 9 });
  expect(figures.spread()).toEqual(spreadOf(accuracies));
  const sure = given(answers.map((answer) => ({ ...answer, text: null })));
  expect(sure.spread()).toBeNull();
});

test('debiased letters are those of all questions, null where no answer has log-probabilities', () => {
  const figures = given();
  figures.startReading(null);
  const { answers: debiased, ...letters } = debias(samples, answers);
  expect(letters.untouched).toBeLessThan(answers.length);
  expect(figures.debiased()).toEqual({
    ...letters,
    overall: aggregate(samples, debiased, { sideTable }).overall,
  });
  const textual = given(answers.map((answer) => ({ ...answer, letterLogprobs: null })));
  textual.startReading(null);
  expect(textual.debiased()).toBeNull();
});

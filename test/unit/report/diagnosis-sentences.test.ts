import { describe, expect, test } from 'vitest';
import type { Comparison, DiagnosisStatement } from '../../../src/domain/index.js';
import { diagnosisSentence, letterMassNote } from '../../../src/report/index.js';

const comparison: Comparison = {
  n: 400,
  videos: 200,
  sameOrders: 400,
  first: 0.6,
  second: 0.3,
  difference: -0.3,
  low: -0.36,
  high: -0.24,
  standardError: 0.03,
  p: 1e-9,
  pHolm: 0.004,
  gained: 10,
  lost: 130,
  mcnemar: 1e-20,
  discordance: 0.35,
  designEffect: 1.1,
  smallestDifference: 0.08,
  unscored: [0, 0],
};
const runs = ['one', 'two'] as const;
const difference = {
  n: [150, 120],
  rates: [0.5, 0.4],
  difference: 0.1,
  low: -0.02,
  high: 0.22,
  standardError: 0.06,
  strata: 3,
} as const;

describe('a diagnosis in words', () => {
  test('says the direction, and the numbers behind it', () => {
    const found = diagnosisSentence({
      question: 'image-removed',
      verdict: 'yes',
      neededQuestions: null,
      numbers: { runs, comparison },
    });
    expect(found).toEqual({
      question: 'image-removed',
      title: 'Does accuracy change when the query image is removed?',
      verdict: 'Yes',
      text: 'Without the query image, accuracy is lower by 30.0 points.',
      numbers:
        '60.0 %, then 30.0 %: -30.0 points (-36.0 points to -24.0 points) on 400 questions of 200 videos; p under 0.001, after Holm 0.004; 10 better, 130 worse (exact McNemar, unclustered: p under 0.001)',
      remark: '',
    });
  });

  test('what cannot be told says how many questions could', () => {
    const found = diagnosisSentence({
      question: 'evidence-sampled',
      verdict: 'cannot-tell',
      neededQuestions: 1900,
      numbers: difference,
    });
    expect(found).toMatchObject({
      verdict: 'Cannot tell',
      text: 'These questions do not tell. About 1900 questions could.',
      numbers:
        'sampled 50.0 % of 150; not sampled 40.0 % of 120; 10.0 points (-2.0 points to 22.0 points)',
    });
    expect(found.remark).toContain('not an effect');
  });

  test('a sweep names its settings and which way it went', () => {
    const settings = [
      { runId: 'one', value: 8, n: 400, accuracy: 0.6 },
      { runId: 'two', value: 64, n: 400, accuracy: 0.3 },
    ];
    const found = diagnosisSentence({
      question: 'more-frames',
      verdict: 'yes',
      neededQuestions: null,
      numbers: { runs, comparison, settings },
    });
    expect(found.text).toBe('With 64 instead of 8 frames, accuracy is lower by 30.0 points.');
    expect(found.numbers).toMatch(/^8: 60\.0 %; 64: 30\.0 %; /);
  });

  test('guessing is the only thing said of a model that guesses', () => {
    const lead = { rate: 0.1, difference: 0.01, low: -0.02, high: 0.04 };
    const found = diagnosisSentence({
      question: 'guessing',
      verdict: 'not-distinguishable-from-guessing',
      neededQuestions: 2551,
      numbers: {
        runId: 'one',
        n: 400,
        videos: 200,
        accuracy: 0.11,
        low: 0.08,
        high: 0.15,
        overChance: lead,
        overBaseline: { ...lead, name: 'shortest', rate: 0.137 },
      },
    });
    expect(found.verdict).toBe('Not distinguishable from guessing');
    expect(found.text).toContain('Nothing else can be told from these runs. About 2551 questions');
    expect(found.numbers).toContain('always the shortest option 13.7 %');
  });

  test('no claim about saying yes, no causal words, and what a causal model cannot see', () => {
    const yes = { verdict: 'yes', neededQuestions: null } as const;
    const statements: DiagnosisStatement[] = [
      { question: 'existence', ...yes, numbers: { ...difference, low: 0.01 } },
      { question: 'evidence-sampled', ...yes, numbers: { ...difference, low: 0.01 } },
      { question: 'image-first', ...yes, numbers: { runs, comparison } },
    ];
    const [existence, evidence, order] = statements.map(diagnosisSentence);
    expect(existence?.remark).toContain('No item offers yes or no');
    expect(`${evidence?.text} ${evidence?.numbers}`).not.toMatch(/because|cause|effect|due to/);
    expect(order?.remark).toContain('cannot attend to it');
  });

  test('letters with less than half of the probability are not what the model would have said', () => {
    expect(letterMassNote({ letterMass: 0.31 })).toContain('31.0 %');
    expect(letterMassNote({ letterMass: 0.31 })).toContain(
      'letters are not what this model would have said',
    );
    expect(letterMassNote({ letterMass: 0.5 })).toBe('');
    expect(letterMassNote({ letterMass: null })).toBe('');
  });
});

import { describe, expect, test } from 'vitest';
import type { ParserName } from '../../../src/domain/index.js';
import { LogRescorer } from '../../../src/evaluation/rescore-log.js';
import { toLog } from '../../../src/report/index.js';
import { aggregate } from '../../../src/scoring/index.js';
import { aRun, aSample, anAnswer } from '../../support/results.js';

const options = { a: 'green', b: 'Red', c: 'red ', d: 'blue' };
const least = (text: string) => ({ text, options, correctOption: 'c' });

function rescore(lines: readonly unknown[], parser: ParserName = 'standard') {
  const rescorer = new LogRescorer(parser);
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const given = texts.map((line) => rescorer.add(line));
  const read = given.map((line) =>
    line === null ? null : (JSON.parse(line) as Record<string, unknown>),
  );
  return { lines: read, report: rescorer.report() };
}

describe('a log of answers is scored again', () => {
  test('text, options and correctOption are enough; copies of the answer are found by their text', () => {
    const { lines, report } = rescore([least('b'), least('The answer is a'), least('hm')]);
    expect(lines).toEqual([
      {
        ...least('b'),
        ...{ correctOptions: ['b', 'c'], letter: 'b', outcome: 'correct', reason: null },
        ...{ tier: 'letter', parser: 'standard', guessSeed: null },
      },
      expect.objectContaining({ letter: 'a', outcome: 'wrong', reason: null, tier: 'answer-is' }),
      expect.objectContaining({
        letter: null,
        outcome: 'unscored',
        reason: 'unparsable',
        tier: null,
      }),
    ]);
    expect(report).toMatchObject({
      ...{
        parser: 'standard',
        answers: 3,
        rescored: 3,
        kept: 0,
        correct: 1,
        wrong: 1,
        unscored: 1,
      },
      ...{ reasons: { unparsable: 1 }, tiers: { letter: 1, 'answer-is': 1 }, notInTables: 3 },
    });
    expect(report.overall).toBeUndefined();
  });

  test('lines that cannot be used are named by number, never dropped silently', () => {
    const { lines, report } = rescore([
      ...[least('c'), '{"text": "c", "opt', '', '[1]', 'null'],
      { text: 'c', correctOption: 'c' },
      { ...least('c'), options: {} },
      { ...least('c'), options: { a: 'x', k: 'y' } },
      { ...least('c'), options: { a: 1 } },
      { ...least('c'), correctOption: 'e' },
      { ...least('c'), correctOptions: ['a'] },
      { ...least('c'), text: 3 },
      { ...least('c'), text: null },
      least('c'),
    ]);
    expect(lines.filter((line) => line !== null)).toHaveLength(2);
    expect(report.skipped.map(({ line }) => line)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    ]);
    expect(report.skipped[0]?.message).toBe('it is no JSON; perhaps it was cut off');
    expect(report.skipped[8]?.message).toBe('its correctOption ("e") is no letter of its options');
    expect(report).toMatchObject({ answers: 2, correct: 2 });
  });

  test('answers without a text keep their letters, and are counted', () => {
    const kept = { ...least(''), text: null, letter: 'a', outcome: 'wrong', reason: null };
    const { lines, report } = rescore([kept, least('c')], 'reference');
    expect(lines[0]).toMatchObject({ letter: 'a', outcome: 'wrong', tier: null, parser: null });
    expect(report).toMatchObject({ answers: 2, rescored: 1, kept: 1, correct: 1, wrong: 1 });
  });

  test('what the harness would guess is told over 1,000 seeds', () => {
    const { report } = rescore([least('c)'), least('**c**'), least('c)')], 'reference');
    expect(report).toMatchObject({
      reasons: { guess: 3 },
      guesses: { answers: 3, seeds: 1000, low: 0 },
    });
    expect(report.guesses?.mean).toBeGreaterThan(0.07);
    expect(report.guesses?.mean).toBeLessThan(0.13);
  });

  test('the seed of random letters is in the report and in every line that it scored', () => {
    const kept = { ...least(''), text: null, letter: 'a', outcome: 'wrong', reason: null };
    const rescorer = new LogRescorer('reference', 5);
    const lines = [least('c)'), kept].map(
      (line) => JSON.parse(rescorer.add(JSON.stringify(line)) ?? '') as unknown,
    );
    expect(lines).toMatchObject([{ tier: 'guess', guessSeed: 5 }, { guessSeed: null }]);
    expect(rescorer.report().guessSeed).toBe(5);
  });

  test('our own log gives the tables of its run, its other keys as they were', () => {
    const samples = ['NLI', 'Counting', 'NLI'].map((task, ordinal) =>
      aSample({ ordinal, task, videoId: `v${ordinal}` }),
    );
    const said = ['c', 'a', 'Answer: c'];
    const answers = samples.flatMap(({ ordinal }) =>
      [0, 1].map((rotation) =>
        anAnswer({
          ...{ sample: ordinal, rotation, text: said[ordinal] ?? '' },
          ...(ordinal === 1 ? { letter: 'a', outcome: 'wrong' as const } : {}),
        }),
      ),
    );
    const log = toLog(samples, answers, aRun()).trimEnd().split('\n');
    const { lines, report } = rescore(log);
    const { overall, byTask } = aggregate(samples, answers);
    expect(report).toMatchObject({ overall, byTask, changed: 0, notInTables: 0 });
    const before = JSON.parse(log[0] ?? '') as Record<string, unknown>;
    expect(lines[0]).toEqual({ ...before, tier: 'letter', parser: 'standard', guessSeed: null });
    expect(Object.keys(lines[0] ?? {})).toEqual(Object.keys(before));
  });
});

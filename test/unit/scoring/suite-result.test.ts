import { describe, expect, test } from 'vitest';
import { letters, type Answer, type Protocol } from '../../../src/domain/index.js';
import { suiteReport, suiteTable } from '../../../src/report/index.js';
import { suiteResult, type SuiteRun } from '../../../src/scoring/index.js';
import { aRun, aSample, anAnswer } from '../../support/results.js';

const samples = Array.from({ length: 60 }, (_, ordinal) =>
  aSample({ ordinal, videoId: `v${ordinal >> 1}` }),
);
const { manifest } = aRun();

/** The first so many questions right, prompts of so many tokens. */
function runOf(
  name: string,
  change: Partial<Protocol>,
  right: number,
  tokens: number,
  asked = samples,
): SuiteRun & { run: ReturnType<typeof aRun> } {
  const answers = asked.map(({ ordinal }): Answer => {
    const at = ordinal % 4;
    const [correctOption = 'a', wrong = 'b'] = [letters[at], letters[(at + 1) % 4]];
    const isRight = ordinal < right;
    return anAnswer({
      ...{ runId: name, sample: ordinal, prompt: { ...anAnswer().prompt, tokens } },
      ...{ options: { a: 'one', b: 'two', c: 'red', d: 'six' }, correctOption },
      correctOptions: [correctOption],
      letter: isRight ? correctOption : wrong,
      outcome: isRight ? 'correct' : 'wrong',
    });
  });
  const protocol = { ...manifest.protocol, ...change };
  return { name, run: aRun({ id: name, manifest: { ...manifest, protocol } }), answers };
}

const runs = [
  runOf('full', {}, 45, 1000),
  runOf('image-masked', { condition: 'image-masked' }, 15, 900),
  runOf('text-only', { condition: 'text-only' }, 45, 50, samples.slice(0, 40)),
];

describe('the result of a suite', () => {
  const result = suiteResult(samples, runs, { resamples: 300 });

  test('has each run by itself and against the first', () => {
    expect(
      result.rows.map(({ role, n, accuracy, promptTokens }) => [role, n, accuracy, promptTokens]),
    ).toEqual([
      ['full', 60, 0.75, 1000],
      ['image-masked', 60, 0.25, 900],
      ['text-only', 40, 1, 50],
    ]);
    const [first, second, third] = result.rows.map(({ comparison }) => comparison);
    expect(first).toBeNull();
    expect(second).toMatchObject({ n: 60, difference: -0.5, lost: 30, gained: 0 });
    expect(second?.high).toBeLessThan(0);
    expect(second?.pHolm).toBeCloseTo(2 * (second?.p ?? NaN));
    expect(third).toMatchObject({ n: 40, difference: 0 });
  });

  test('says what the runs show', () => {
    const { statements } = result.diagnosis;
    expect(statements.find(({ question }) => question === 'image-removed')?.verdict).toBe('yes');
  });

  test('is a table with sentences, and of what was left out', () => {
    const notRun = [{ name: '512 x 72p', why: 'No room.' }];
    const lines = suiteTable(result, notRun, ['A note.']).split('\n');
    expect(lines[0]).toMatch(/^Run +Questions +Accuracy/);
    expect(lines[2]).toMatch(/^full +60 +75\.0 % .* to .* - +- +- +1000 +0$/);
    expect(lines[3]).toMatch(/^image-masked +60 +25\.0 % .* -50\.0 points +-\d.* 900 +0$/);
    const text = lines.join('\n');
    expect(text).toContain('Not run: 512 x 72p. No room.\nA note.');
    expect(text).toContain(
      'Does accuracy change when the query image is removed? Yes. Without the query image, accuracy is lower by 50.0 points.',
    );
  });

  test('is JSON with the manifests of all runs', () => {
    const report = JSON.parse(
      suiteReport(
        'A suite',
        result,
        runs.map(({ run }) => run),
      ),
    ) as object;
    expect(report).toMatchObject({
      kind: 'suite',
      name: 'A suite',
      rows: [{ role: 'full' }, { role: 'image-masked', comparison: { n: 60 } }, {}],
      runs: [
        {},
        { runId: 'image-masked', manifest: { protocol: { condition: 'image-masked' } } },
        {},
      ],
    });
  });

  test('of runs without an answer yet has no numbers', () => {
    const none = runs.map((run) => ({ ...run, answers: [] }));
    const empty = suiteResult(samples, none, { resamples: 300 });
    expect(empty.diagnosis.statements).toEqual([]);
    expect(suiteTable(empty).split('\n')[3]).toMatch(/^image-masked +0 +- +- +- +- +- +- +0$/);
  });
});

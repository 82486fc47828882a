import { describe, expect, test } from 'vitest';
import { readGiven } from '../../../src/dataset/index.js';
import { AppError, type Answer, type Dataset, type Run } from '../../../src/domain/index.js';
import { importLog } from '../../../src/evaluation/index.js';
import { runOfLog, toLog, toReport } from '../../../src/report/index.js';
import { aggregate } from '../../../src/scoring/index.js';
import { aDataset, aRun, aSample, anAnswer } from '../../support/results.js';

const samples = [
  aSample({ ordinal: 0, columns: { domain: 'Film' }, answerLocation: '0:00-0:02' }),
  aSample({ ordinal: 3, videoId: '-w', dataId: 2, task: 'Counting', question: 'Q\u2028"？' }),
  aSample({ ordinal: 4, videoId: '9', task: 'Counting', columns: { domain: 'Sport' } }),
];
const answers: Answer[] = [
  anAnswer({ letterLogprobs: { a: -Infinity, b: -3, c: -0.1, d: -0.30000000000000004 } }),
  anAnswer({
    rotation: 1,
    options: { a: 'red', b: 'Red' },
    correctOption: 'a',
    correctOptions: ['a', 'b'],
    letter: 'b',
  }),
  anAnswer({
    sample: 3,
    letter: 'a',
    outcome: 'wrong',
    text: 'a.',
    textTokens: 2,
    tier: 'letter',
    provider: 'webgpu',
  }),
  anAnswer({
    ...{ sample: 4, letter: null, outcome: 'unscored', reason: 'error', letterLogprobs: null },
    ...{ letterMass: null, provider: null, frames: [] },
    error: { code: 'corrupt-video', message: '9.mp4 is cut off.' },
  }),
];
const run = aRun({
  ...{ id: 'r-1', status: 'finished', samples: [0, 3, 4] },
  figures: { firstAnswerMs: 5, workedMs: 123.5, wasmHeap: null },
  verification: {
    ...{ at: 7, questions: 1, letters: { same: 1, of: 2 }, texts: { same: 1, of: 1 } },
    ...{ logprobs: { answers: 1, largest: null, mean: 0.5 }, prompts: { same: 2, of: 2 } },
    ...{ frames: { same: 2, of: 2 }, media: { same: 2, of: 2 } },
    differing: [
      {
        ...{ sample: 0, rotation: 1, parts: ['letter'], letters: ['b', null] },
        ...{ largestLogprobDifference: null, error: 'v.mp4 is cut off.' },
      },
    ],
    surroundings: [{ kind: 'adapter', name: '', then: null, now: 'a GPU' }],
  },
});
const mine = answers.map((answer) => ({ ...answer, runId: run.id }));
const text = toLog(samples, mine, run);

async function logged(given = text) {
  const read = await readGiven(new File([given], 'log.jsonl'));
  if (read.kind !== 'log') throw new Error(read.kind);
  return runOfLog(read.log);
}

const reportOf = (of: {
  run: Run;
  dataset: Pick<Dataset, 'samples'>;
  answers: readonly Answer[];
}) => {
  const tables = aggregate(of.dataset.samples, of.answers);
  return toReport({ ...of, tables, rotations: null, debiased: null });
};

describe('the import of a log', () => {
  test('gives the same report to the last digit, with no question file at hand', async () => {
    const imported = importLog(await logged(), null, null);
    expect(imported.run).toEqual(run);
    expect(imported.answers).toEqual(
      mine.map((answer) => ({
        ...answer,
        tier: answer.tier ?? null,
        textTokens: answer.textTokens ?? null,
      })),
    );
    expect(imported.dataset.samples).toEqual(samples);
    expect(reportOf(imported)).toBe(reportOf({ run, dataset: { samples }, answers: mine }));
    expect(toLog(imported.dataset.samples, imported.answers, imported.run)).toBe(text);
  });

  test('adds its questions to those that are known, and changes none', async () => {
    const others = [
      aSample({ ordinal: 1, question: 'Other?' }),
      aSample({ ordinal: 3, question: 'Known' }),
    ];
    const known = aDataset({ samples: others, name: 'known' });
    const { dataset } = importLog(await logged(), known, null);
    expect(dataset.samples.map(({ ordinal }) => ordinal)).toEqual([0, 1, 3, 4]);
    expect(dataset.samples[2]?.question).toBe('Known');
  });

  test('leaves a stored run of the same id as it is', async () => {
    const stored = { run: { ...run, message: 'stored' }, answers: mine.toReversed() };
    expect(importLog(await logged(), null, stored)).toMatchObject(stored);
    const other = importLog(await logged(), null, { run, answers: mine.slice(1) });
    expect(other.run.id).toMatch(/^r-1-[0-9a-f]{16}$/);
    expect(new Set(other.answers.map(({ runId }) => runId))).toEqual(new Set([other.run.id]));
  });

  test('goes on after damaged lines and a cut end, and says so', async () => {
    const [first = '', second = '', third = ''] = text.split('\n');
    const damaged = [...[first, second, second, '', 'no JSON', third.slice(0, 90)]].join('\n');
    const read = await logged(damaged);
    expect(read.answers).toHaveLength(2);
    expect(read.run.message).toMatch(/lines of log\.jsonl could not be used .*line 3: it answers/);
    const lacking = await logged([first, third.replace('"task"', '"tusk"')].join('\n'));
    expect(lacking.run.message).toContain('line 2: it lacks a part of its question');
  });

  test('pauses a run that was under way', async () => {
    const { run: paused } = await logged(toLog(samples, mine, { ...run, status: 'running' }));
    expect(paused.status).toBe('paused');
  });

  test.each([
    ['without its run', text.split('\n').slice(1).join('\n')],
    ['with a damaged run', text.replace('"createdAt"', '"created"')],
    ['with a damaged part of its run', text.replace('"workedMs":123.5', '"workedMs":"x"')],
    ['with a damaged verification', text.replace('"parts":["letter"]', '"parts":[0]')],
    ['with a damaged protocol', text.replace('"rotations":1', '"rotations":null')],
    ['without a line that can be used', text.split('\n')[0]?.replace('"videoId":', '"x":') ?? ''],
  ])('is refused %s', async (_, given) => {
    await expect(logged(given)).rejects.toThrow(AppError);
    await expect(logged(given)).rejects.toThrow(/log\.jsonl/);
  });

  test('names the parser that its texts were read again by', async () => {
    const protocol = { ...run.manifest.protocol, scoring: 'generate' as const };
    const generated = { ...run, manifest: { ...run.manifest, protocol } };
    const again = toLog(samples, mine, generated).replaceAll(
      '"parser":"standard"',
      '"parser":"reference"',
    );
    const [first = '', ...others] = again.split('\n');
    const kept = first.replace(/("run":.*"parser":)"reference"/, '$1"standard"');
    const read = await logged([kept, ...others].join('\n'));
    expect(read.run.manifest.protocol).toEqual({ ...protocol, parser: 'reference' });
    const mixed = [kept, others[0]?.replace('"reference"', '"lmms-eval"')].join('\n');
    await expect(logged(mixed)).rejects.toThrow(/several parsers \(reference, lmms-eval\)/);
  });

  test('names the seed of the random letters that stand in it', async () => {
    const protocol = { ...run.manifest.protocol, scoring: 'generate' as const };
    const generated = { ...run, manifest: { ...run.manifest, protocol } };
    const again = toLog(samples, mine, generated).replaceAll('"guessSeed":null', '"guessSeed":7');
    const read = await logged(again);
    expect(read.run.manifest.protocol).toEqual({ ...protocol, guessSeed: 7 });
    expect(toLog(samples, mine, read.run)).toContain('"guessSeed":7');
    const mixed = again.replace('"guessSeed":7', '"guessSeed":8');
    await expect(logged(mixed)).rejects.toThrow(/several seeds \(8, 7\)/);
  });

  test('shows nothing that a hostile log puts in place of its parts', async () => {
    const [first = ''] = text.split('\n');
    const line = JSON.parse(first) as Record<string, unknown>;
    const changed = (changes: object) => logged(JSON.stringify({ ...line, ...changes }));
    for (const changes of [
      { prompt: { text: 1 } },
      { timings: { decodeMs: 'x' } },
      { columns: { a: {} } },
      { distractors: 'x' },
      { options: { a: {} } },
      { media: { video: 5, image: null } },
    ])
      await expect(changed(changes), JSON.stringify(changes)).rejects.toThrow(AppError);
  });
});

import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readGiven } from '../../../../src/dataset/index.js';
import { inspectFileName, toInspectLog } from '../../../../src/report/exports/inspect-log.js';
import { toLmmsEval } from '../../../../src/report/exports/lmms-eval.js';
import { exportFormats } from '../../../../src/report/index.js';
import { furtherFormats } from '../../../../scripts/lib/export-option.mjs';
import { anAnswer } from '../../../support/results.js';
import { anExport, answers } from './an-export.js';

type Fields = Readonly<Record<string, unknown>>;

/** What Inspect's models require, and what its viewer's schema does, of the parts that are written here. */
const required = {
  log: ['version', 'status', 'eval', 'plan', 'results', 'stats', 'error', 'samples'],
  eval: [
    ...['run_id', 'created', 'task', 'task_id', 'task_version', 'task_file', 'task_attribs'],
    ...['task_args', 'solver', 'solver_args', 'tags', 'dataset', 'sandbox', 'model'],
    ...['model_base_url', 'model_args', 'config', 'revision', 'packages', 'metadata'],
  ],
  dataset: ['name', 'location', 'samples', 'sample_ids', 'shuffled'],
  plan: ['name', 'steps', 'finish', 'config'],
  results: ['total_samples', 'completed_samples', 'scores', 'metadata'],
  score: ['name', 'scorer', 'reducer', 'params', 'metrics', 'metadata'],
  metric: ['name', 'value', 'params', 'metadata'],
  stats: ['started_at', 'completed_at', 'model_usage'],
  sample: [
    ...['id', 'epoch', 'input', 'choices', 'target', 'sandbox', 'files', 'setup', 'messages'],
    ...['output', 'scores', 'metadata', 'store', 'events', 'model_usage', 'error'],
    ...['attachments', 'limit'],
  ],
  output: ['model', 'choices', 'usage', 'time', 'metadata', 'error'],
  choice: ['message', 'stop_reason', 'logprobs'],
  message: ['content', 'source', 'role'],
  sampleScore: ['value', 'answer', 'explanation', 'metadata'],
  error: ['message', 'traceback', 'traceback_ansi'],
  usage: ['input_tokens', 'output_tokens', 'total_tokens'],
};

const has = (value: unknown, part: keyof typeof required) => {
  for (const key of required[part]) expect(value, part).toHaveProperty([key]);
};

interface Log {
  readonly eval: Fields & { readonly config: Fields };
  readonly results: { readonly scores: readonly (Fields & { readonly metrics: Fields })[] };
  readonly samples: readonly (Fields & {
    readonly messages: readonly Fields[];
    readonly output: { readonly choices: readonly Fields[]; readonly usage: Fields };
    readonly scores: Readonly<Record<string, Fields>>;
  })[];
}

const logOf = (exported = anExport()) => JSON.parse(toInspectLog(exported)) as Log & Fields;

describe("Inspect's log", () => {
  test('has what its models and its viewer require, in the order that its reader relies on', () => {
    const log = logOf();
    expect(Object.keys(log).slice(0, 8)).toEqual(required.log);
    expect(log).toMatchObject({ version: 2, status: 'success' });
    has(log.eval, 'eval');
    has(log.eval['dataset'], 'dataset');
    has(log['plan'], 'plan');
    has(log.results, 'results');
    has(log['stats'], 'stats');
    for (const score of log.results.scores) has(score, 'score');
    for (const metric of Object.values(log.results.scores[0]?.metrics ?? {})) has(metric, 'metric');
    expect(log.samples).toHaveLength(3);
    for (const sample of log.samples) {
      has(sample, 'sample');
      has(sample.output, 'output');
      has(sample.output.usage, 'usage');
      for (const choice of sample.output.choices) has(choice, 'choice');
      for (const message of sample.messages) has(message, 'message');
      for (const score of Object.values(sample.scores)) has(score, 'sampleScore');
      if (sample['error'] !== null) has(sample['error'], 'error');
    }
    expect(log.eval['created']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  });

  test('gives choices, the target, the letter and C, I or N', () => {
    const { samples, results } = logOf();
    expect(samples.map(({ scores }) => scores['letters'])).toMatchObject([
      { value: 'C', answer: 'C' },
      { value: 'I', answer: 'A' },
      { value: 'N', answer: null, explanation: 'Unscored: error.' },
    ]);
    expect(samples[0]).toMatchObject({
      ...{ id: 1, epoch: 1, target: 'C', choices: ['green', 'blue', 'red', 'white'] },
    });
    expect(samples[2]).toMatchObject({
      error: { message: 'corrupt-video: 9.mp4 is cut off.' },
      output: { choices: [] },
    });
    expect(results.scores[0]?.metrics['accuracy']).toMatchObject({ value: 1 / 3 });
  });

  test('has an epoch for each option order, and each right letter where there are several', () => {
    const { samples } = logOf(
      anExport({}, [
        anAnswer(),
        anAnswer({
          ...{ rotation: 1, options: { a: 'red', b: 'blue', c: 'Red' } },
          ...{ correctOption: 'a', correctOptions: ['a', 'c'] },
        }),
      ]),
    );
    expect(samples).toMatchObject([
      { id: 1, epoch: 1, target: 'C' },
      { id: 1, epoch: 2, target: ['A', 'C'] },
    ]);
  });

  test('carries the manifest as metadata', () => {
    expect(logOf().eval['metadata']).toMatchObject({ manifest: anExport().run.manifest });
  });

  test('has a name that Inspect takes for a log', () => {
    expect(inspectFileName(anExport().run)).toBe('2026-01-01T00-00-00_iv-bench_aabb1.json');
  });

  test('is read back here with the same letters', async () => {
    const given = await readGiven(new File([toInspectLog(anExport())], 'log.json'));
    if (given.kind !== 'results') throw new Error(given.kind);
    expect(given.results.answers.map(({ letter }) => letter)).toEqual(
      answers.map(({ letter }) => letter),
    );
  });
});

describe("lmms-eval's files", () => {
  test('are the results and a line a sample, named and laid out as its own', async () => {
    const files = unzipSync(await toLmmsEval(anExport()));
    expect(Object.keys(files)).toEqual([
      'tiny/20260101_000000_results.json',
      'tiny/20260101_000000_samples_ivbench.jsonl',
    ]);
    const [results, samples] = Object.values(files).map((file) => strFromU8(file));
    expect(JSON.parse(results ?? '')).toMatchObject({
      results: {
        ivbench: {
          alias: 'ivbench',
          'ivbench_accuracy,none': 1 / 3,
          'ivbench_accuracy_stderr,none': Math.sqrt((1 / 3) * (1 - 1 / 3) * 0.5),
        },
      },
      'n-samples': { ivbench: { original: 3, effective: 3 } },
      model_name: 'tiny',
      run: { manifest: anExport().run.manifest },
    });
    const lines = (samples ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Fields);
    expect(lines).toMatchObject([
      {
        ...{ doc_id: 0, target: 'c', resps: [['c']], filtered_resps: ['c'] },
        ivbench_accuracy: { pred_answer: 'c', answer: 'c', score: 1 },
      },
      { doc_id: 1, resps: [['a']], ivbench_accuracy: { score: 0 } },
      { doc_id: 2, resps: [['']], ivbench_accuracy: { score: 0, unscored: 'error' } },
    ]);
    for (const { doc_hash: hash } of lines) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('know one option order', async () => {
    const given = [anAnswer(), anAnswer({ rotation: 1, outcome: 'wrong', letter: 'a' })];
    const [, samples] = Object.values(unzipSync(await toLmmsEval(anExport({}, given))));
    expect(
      strFromU8(samples ?? new Uint8Array())
        .trimEnd()
        .split('\n'),
    ).toHaveLength(1);
  });

  test('are read back here with the same letters', async () => {
    const [, samples] = Object.values(unzipSync(await toLmmsEval(anExport())));
    const file = new File([samples ?? ''], 'samples.jsonl');
    const given = await readGiven(file);
    if (given.kind !== 'results') throw new Error(given.kind);
    expect(given.results).toMatchObject({ tool: 'lmms-eval' });
    expect(given.results.answers.map(({ text }) => text)).toEqual(['c', 'a', '']);
  });
});

describe('the formats', () => {
  test('are those of the terminal, besides the three with options of their own', () => {
    expect(exportFormats.map(({ id }) => id)).toEqual([
      ...['results', 'log', 'report'],
      ...furtherFormats,
    ]);
  });

  test('each write a run with its manifest, under names of their own', async () => {
    const finished = anExport({}, answers.slice(0, 2));
    const { tables, run } = finished;
    const manifest = { ...run.manifest, dataset: { ...run.manifest.dataset, samples: 2 } };
    const exported = { ...finished, run: { ...run, manifest, samples: [0, 1] }, tables };
    const names = exportFormats.map(({ fileName }) => fileName('stem', exported));
    expect(new Set(names).size).toBe(names.length);
    for (const { id, write } of exportFormats) {
      const contents = await write(exported);
      const text =
        typeof contents === 'string'
          ? contents
          : Object.values(unzipSync(contents))
              .map((file) => strFromU8(file))
              .join('');
      expect(text, id).toMatch(/manifest/);
      expect(text, id).toContain('f00d');
    }
  });
});

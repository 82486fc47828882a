import type { Aggregate, ReportTables, Run, RunStatus } from '../../domain/index.js';
import { answered } from '../answered.js';
import { runRecord, type ExportedRun } from './exported-run.js';
import { hasFailed, inspectSample, sumUsage, usageOf } from './inspect-sample.js';

const statuses: Readonly<Record<RunStatus, string>> = {
  finished: 'success',
  cancelled: 'cancelled',
  running: 'started',
  paused: 'started',
};

/** The moment a run was made, as Inspect writes it. */
const createdAt = ({ createdAt: time }: Run): string =>
  new Date(time).toISOString().replace(/\.\d+Z$/, '+00:00');

/**
 * A name that Inspect lists in its folder of logs: only those that begin with the time are, and its parts are divided by
 * underscores.
 */
export const inspectFileName = (run: Run): string =>
  `${createdAt(run).slice(0, 19).replaceAll(':', '-')}_iv-bench_${run.id.replace(/[^A-Za-z0-9]/g, '').slice(0, 22)}.json`;

/**
 * Inspect's eval log, version 2, format `json` (`inspect_ai.log.EvalLog`; the order of its keys is part of the format).
 * Option orders are its epochs, which it averages within a sample as is done here. The prompt's text stands for its input:
 * frames and images are not in it. Unscored answers are its `N` (no answer), not right. The manifest is the metadata.
 */
export function toInspectLog({ run, samples, answers, tables }: ExportedRun): string {
  const rows = answered(samples, answers);
  const { protocol, dataset, model, versions } = run.manifest;
  const metadata = runRecord(run);
  const usage = sumUsage(rows.map(({ answer }) => usageOf(answer)));
  const workedMs = run.figures?.workedMs ?? null;
  const scorer =
    protocol.scoring === 'letters' ? 'letters' : `parser_${protocol.parser ?? 'standard'}`;
  const log = {
    version: 2,
    status: statuses[run.status],
    eval: {
      eval_id: run.id,
      run_id: run.id,
      created: createdAt(run),
      task: 'iv-bench',
      task_id: run.id.replace(/[^A-Za-z0-9]/g, ''),
      task_version: 0,
      task_file: null,
      task_attribs: {},
      task_args: protocol,
      solver: null,
      solver_args: null,
      tags: run.demo ? ['demo'] : null,
      dataset: {
        name: dataset.name,
        location: null,
        samples: dataset.samples,
        sample_ids: [...new Set(rows.map(({ sample }) => sample.ordinal + 1))],
        shuffled: false,
      },
      sandbox: null,
      model: model.id,
      model_base_url: null,
      model_args: { revision: model.revision, dtype: model.dtype },
      config: { limit: protocol.limit, epochs: protocol.rotations, epochs_reducer: ['mean'] },
      revision: null,
      packages: versions,
      metadata,
    },
    plan: {
      name: 'plan',
      steps: [{ solver: 'iv-bench-lab', params: {} }],
      finish: null,
      config:
        protocol.scoring === 'generate'
          ? { temperature: 0, max_tokens: protocol.maxTokens ?? null }
          : {},
    },
    results: {
      total_samples: rows.length,
      completed_samples: rows.filter(({ answer }) => !hasFailed(answer)).length,
      scores: [
        {
          name: scorer,
          scorer,
          reducer: protocol.rotations > 1 ? 'mean' : null,
          params: {},
          metrics: metricsOf(tables),
          metadata: null,
        },
      ],
      metadata: null,
    },
    stats: {
      started_at: createdAt(run),
      completed_at:
        workedMs === null ? '' : createdAt({ ...run, createdAt: run.createdAt + workedMs }),
      model_usage: { [model.id]: usage },
    },
    error: null,
    samples: rows.map((row) => inspectSample(row, { scorer, model: model.id })),
    reductions: null,
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Over all questions, then the accuracy by task; what there is no number for is left out. */
function metricsOf({ overall, byTask }: ReportTables) {
  const { accuracy, low, high, wilson, chance, accuracyOfScored, unscored, letterMass } = overall;
  const values: [string, number | null][] = [
    ['accuracy', accuracy],
    ['accuracy_low', low],
    ['accuracy_high', high],
    ['wilson_low', wilson.low],
    ['wilson_high', wilson.high],
    ['chance', chance],
    ['accuracy_of_scored', accuracyOfScored],
    ['unscored', unscored],
    ['letter_mass', letterMass],
    ...byTask.map((task): [string, number] => [`accuracy: ${task.name}`, task.accuracy]),
  ];
  const about = new Map<string, Aggregate>(
    byTask.map((task) => [`accuracy: ${task.name}`, task]),
  ).set('accuracy', overall);
  const metrics = values.flatMap(([name, value]) => {
    if (value === null || !Number.isFinite(value)) return [];
    const row = about.get(name);
    const metadata = row ? { n: row.n, videos: row.videos, low: row.low, high: row.high } : null;
    return [[name, { name, value, params: {}, metadata }] as const];
  });
  return Object.fromEntries(metrics);
}

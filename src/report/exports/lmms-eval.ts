import { zipSync } from 'fflate';
import type { Answer } from '../../domain/index.js';
import { letters } from '../../domain/index.js';
import { sha256 } from '../../lib/index.js';
import { answered, jsonLines, type Answered } from '../answered.js';
import { runRecord, type ExportedRun } from './exported-run.js';

const task = 'ivbench';
const metric = 'ivbench_accuracy';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const hashed = (text: string): Promise<string> => sha256(bytes(text));

/**
 * lmms-eval's two files as it lays them out, `MODEL/TIME_results.json` and `MODEL/TIME_samples_ivbench.jsonl`, in a zip. It
 * knows one answer a question: only the first option order (rotation 0) goes in. An unscored answer is not right. The
 * error of the accuracy is the mean's, unclustered, as it prints it. The manifest is in the results, beside its own keys.
 */
export async function toLmmsEval({
  run,
  samples,
  answers,
}: Pick<ExportedRun, 'run' | 'samples' | 'answers'>): Promise<Uint8Array<ArrayBuffer>> {
  const first = answered(samples, answers).filter(({ answer }) => answer.rotation === 0);
  const lines = await Promise.all(first.map(sampleOf));
  const hashes = lines.map(({ doc_hash: hash }, index) => `sample_${index}${hash}`);
  const time = new Date(run.createdAt).toISOString();
  const stamp = time.slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
  const folder = run.manifest.model.id.replace(/[^\w.-]+/g, '__');
  const results = {
    ...resultsOf({ run, samples, answers }, first),
    date: stamp,
    task_hashes: { [task]: await hashed(hashes.join('')) },
    ...modelOf(run),
    total_evaluation_time_seconds: run.figures == null ? null : String(run.figures.workedMs / 1000),
  };
  return zipSync({
    [`${folder}/${stamp}_results.json`]: bytes(`${JSON.stringify(results, null, 2)}\n`),
    [`${folder}/${stamp}_samples_${task}.jsonl`]: bytes(jsonLines(lines)),
  });
}

const modelOf = ({ manifest: { model } }: ExportedRun['run']) => ({
  model_source: 'iv-bench-lab',
  model_name: model.id,
  model_name_sanitized: model.id.replace(/[^\w.-]+/g, '__'),
  system_instruction: null,
  system_instruction_sha: null,
  fewshot_as_multiturn: null,
  chat_template: null,
  chat_template_sha: null,
});

/** What the run's results file says of the answers, and how they were asked. */
function resultsOf(
  { run }: Pick<ExportedRun, 'run' | 'samples' | 'answers'>,
  first: readonly Answered[],
) {
  const n = first.length;
  const right = first.filter(({ answer }) => answer.outcome === 'correct').length;
  const accuracy = n > 0 ? right / n : null;
  const error =
    accuracy !== null && n > 1 ? Math.sqrt((accuracy * (1 - accuracy)) / (n - 1)) : 'N/A';
  const { protocol, dataset, model } = run.manifest;
  return {
    results: {
      [task]: { alias: task, [`${metric},none`]: accuracy, [`${metric}_stderr,none`]: error },
    },
    group_subtasks: { [task]: [] },
    configs: {
      [task]: {
        task,
        dataset_path: dataset.name,
        output_type: protocol.scoring === 'letters' ? 'multiple_choice' : 'generate_until',
        metric_list: [{ metric, aggregation: 'mean', higher_is_better: true }],
        generation_kwargs:
          protocol.scoring === 'letters'
            ? {}
            : { max_new_tokens: protocol.maxTokens ?? null, do_sample: false },
        metadata: { version: 0, rotation: 0 },
      },
    },
    versions: { [task]: 0 },
    'n-shot': { [task]: 0 },
    higher_is_better: { [task]: { [metric]: true } },
    'n-samples': { [task]: { original: dataset.samples, effective: n } },
    config: {
      model: 'iv-bench-lab',
      model_args: `pretrained=${model.id},revision=${model.revision ?? ''},dtype=${model.dtype}`,
      limit: protocol.limit,
      random_seed: protocol.seed,
    },
    run: runRecord(run),
  };
}

async function sampleOf({ sample, answer }: Answered) {
  const doc = {
    video_id: sample.videoId,
    data_id: sample.dataId,
    image_name: sample.imageName,
    question: sample.question,
    question_type: sample.task,
    granularity: sample.givenGranularity,
    options: letters.flatMap((letter) => answer.options[letter] ?? []),
    answer: answer.correctOption,
  };
  const input = answer.prompt.text || sample.question;
  const said = saidBy(answer);
  return {
    doc_id: sample.ordinal,
    doc,
    target: answer.correctOption,
    resps: [[said]],
    filtered_resps: [answer.letter ?? said],
    doc_hash: await hashed(JSON.stringify(doc, null, 2)),
    prompt_hash: await hashed(input),
    target_hash: await hashed(answer.correctOption),
    [metric]: {
      ...{ video_id: sample.videoId, data_id: sample.dataId, task: sample.task },
      pred_answer: answer.letter ?? '',
      answer: answer.correctOption,
      score: answer.outcome === 'correct' ? 1 : 0,
      unscored: answer.reason,
    },
    input,
  };
}

/** A text that was generated, or the letter that was chosen. */
const saidBy = ({ text, letter }: Answer): string => text ?? letter ?? '';

import { AppError } from '../../domain/index.js';
import { leaderboard } from '../paper/published.js';
import { plainJson, recordLine, type ExportedRun } from './exported-run.js';
import { protocolWords } from './run-words.js';

/** Of the answers; with more of them unscored, a model's card would tell of the failures. */
const mostUnscored = 0.02;

/** Questions of IV-Bench that are public. */
const publicQuestions = 1686;

/**
 * The evaluation block of a model's card on the hub (`model-index`), as YAML to be put between its `---` lines: accuracy
 * overall and by task, per cent. Strings are JSON's, which YAML reads the same; comment lines have the manifest.
 * @throws AppError `invalid-dataset` for the demo, an imported run, a part of the data set, and more than 2 % unscored
 */
export function toModelIndex({ run, tables }: Pick<ExportedRun, 'run' | 'tables'>): string {
  refuse({ run, tables });
  const { model, dataset, protocol, versions } = run.manifest;
  const named = nameOf(dataset.samples);
  const words = protocolWords(run);
  const { overall } = tables;
  const metric = (name: string, rate: number): string[] => [
    '          - type: accuracy',
    `            value: ${(rate * 100).toFixed(2)}`,
    `            name: ${plainJson(name)}`,
  ];
  const lines = [
    `# ${recordLine(run)}`,
    'model-index:',
    `  - name: ${plainJson(model.id.replace(/^.*\//, ''))}`,
    '    results:',
    '      - task:',
    '          type: video-text-to-text',
    '          name: "Multiple choice on a video with a query image"',
    '        dataset:',
    `          type: ${plainJson(named ? 'm-a-p/IV-Bench' : dataset.name)}`,
    `          name: ${plainJson(`${named ?? 'Own questions'}: all ${dataset.samples} questions in ${dataset.name}`)}`,
    '          args:',
    `            sha256: ${plainJson(dataset.sha256)}`,
    `            questions: ${overall.n}`,
    `            unscored: ${Number(overall.unscored.toFixed(1))}`,
    `            scoring: ${plainJson(scoringOf(protocol))}`,
    `            dtypes: ${plainJson(model.dtype)}`,
    `            protocol: ${plainJson(words)}`,
    '        metrics:',
    ...metric(
      `Accuracy (%), ${scoringOf(protocol)}, ${model.dtype}, ${protocol.condition}; 95 % interval ${percents(overall.low)} to ${percents(overall.high)}, chance ${percents(overall.chance)}`,
      overall.accuracy,
    ),
    ...tables.byTask.flatMap(({ name, n, accuracy }) =>
      metric(`Accuracy (%), ${name}, ${n} questions`, accuracy),
    ),
    '        source:',
    `          name: ${plainJson(`IV-Bench Lab ${versions['ivbench-lab'] ?? ''}`.trim())}`,
    '          url: "https://arxiv.org/abs/2504.15415"',
  ];
  return `${lines.join('\n')}\n`;
}

function refuse({ run, tables }: Pick<ExportedRun, 'run' | 'tables'>): void {
  const { samples } = run.manifest.dataset;
  const { n, unscored } = tables.overall;
  if (run.demo) throw refused('this is the demo, which says nothing about a model.');
  if (run.manifest.imported)
    throw refused('this run was imported, and its number format and protocol are not known.');
  if (n < samples || run.samples.length < samples)
    throw refused(
      `${n} of the ${samples} questions in ${run.manifest.dataset.name} were answered. Run all of them.`,
    );
  if (unscored > mostUnscored * n)
    throw refused(
      `${Number(unscored.toFixed(1))} of ${n} questions are unscored, more than 2 %. The log says why.`,
    );
}

const refused = (why: string): AppError =>
  new AppError('invalid-dataset', `No block for a model's card: ${why}`);

/** IV-Bench's own sets of questions are known by their size; others are not called by its name. */
function nameOf(questions: number): string | null {
  if (questions === publicQuestions) return 'IV-Bench, its public questions';
  const all = Object.values(leaderboard.counts).reduce((sum, count) => sum + count, 0);
  return questions === all ? 'IV-Bench' : null;
}

const scoringOf = ({
  scoring,
  parser = 'standard',
}: ExportedRun['run']['manifest']['protocol']): string =>
  scoring === 'letters' ? "letters' probabilities" : `generated text read by the ${parser} parser`;

const percents = (rate: number): string => (rate * 100).toFixed(2);

import type {
  AnswerDifference,
  ExportCheck,
  NotRun,
  Run,
  Sample,
  VariantDifference,
  VariantFacts,
} from '../domain/index.js';
import { alignedLines } from './aligned-lines.js';

/**
 * An export check as indented JSON, with the manifest of each run in it. Divergences are in nats, times in milliseconds,
 * sizes in bytes. Infinity, and NaN (of nothing compared), become null.
 * @param runs of the reference and the variants
 * @param samples of their dataset
 */
export function exportCheckReport(
  { reference, variants }: ExportCheck,
  runs: readonly Run[],
  samples: readonly Sample[],
  notRun: readonly NotRun[] = [],
): string {
  const byOrdinal = new Map(samples.map((sample) => [sample.ordinal, sample]));
  const worst = (one: AnswerDifference) => {
    const { videoId, dataId, question } = byOrdinal.get(one.sample) ?? {};
    return { videoId, dataId, question, ...one };
  };
  const report = {
    schema: 1,
    kind: 'export-check',
    reference,
    variants: variants.map(({ difference, ...facts }) => ({
      ...facts,
      difference: { ...difference, worst: difference.worst.map(worst) },
    })),
    notRun,
    runs: runs.map(({ id, createdAt, status, manifest, group, samples: asked }) => ({
      runId: id,
      createdAt: new Date(createdAt).toISOString(),
      status,
      ...{ group, manifest, samples: asked },
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

const heads = [
  ...['Export', 'On', 'MB', 'ms a picture', 'Tokens/s', 'Right', 'Letter mass', 'Unscored'],
  ...['Flips', 'Worse', 'Better', 'Mean KL', 'Largest KL', 'Log p', 'p'],
];

/** An export check as plain text for a terminal: a row per export, the reference first, then what was not run. */
export function exportCheckTable(check: ExportCheck, notRun: readonly NotRun[] = []): string {
  const { reference, variants } = check;
  const differs = ({ difference }: (typeof variants)[number]) => cellsOf(difference);
  const lines = alignedLines(heads, [
    [[...factCells(reference), ...heads.slice(8).map(() => '')]],
    variants.map((variant) => [...factCells(variant), ...differs(variant)]),
  ]);
  lines.push('', `From Flips on: against ${reference.name}, on ${words(check)}.`, explanation);
  for (const { name, why } of notRun) lines.push(`Not run: ${name}. ${why}`);
  return `${lines.join('\n')}\n`;
}

const explanation =
  'Worse and better: right answers lost and won. KL: of the letter distributions, in nats. Log p, p: largest differences\n' +
  'of a letter. Exports work side by side: their speeds are to be compared with each other only.';

const words = ({ reference, variants }: ExportCheck): string => {
  const shared = new Set(variants.map(({ difference }) => difference.shared));
  return shared.size === 1
    ? `the same ${[...shared].join('')} answers`
    : `the answers that both have, of ${reference.answers}`;
};

const factCells = (facts: VariantFacts): string[] => [
  facts.name,
  facts.provider ?? '-',
  (facts.bytes / 1e6).toFixed(1),
  rounded(facts.encodeMs, 1),
  rounded(facts.tokensPerSecond, 0),
  String(facts.correct),
  rounded(facts.letterMass, 3),
  String(facts.unscored),
];

const cellsOf = (difference: VariantDifference): string[] => [
  ...[difference.flips, difference.lost, difference.gained].map(String),
  ...[
    difference.meanDivergence,
    difference.largestDivergence,
    difference.largestLogprobDifference,
    difference.largestProbabilityDifference,
  ].map(significant),
];

const rounded = (value: number | null, digits: number): string =>
  value === null ? '-' : value.toFixed(digits);

const significant = (value: number): string =>
  Number.isNaN(value) ? '-' : value === 0 ? '0' : value.toPrecision(2);

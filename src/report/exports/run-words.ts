import type { Run } from '../../domain/index.js';
import { letterMassNote } from '../facet-words.js';
import { percent } from '../number-words.js';
import { orderNotes } from '../order-words.js';
import { paperRows } from '../paper/paper-rows.js';
import { runNotes } from '../run-facts.js';
import { repeatNote } from '../verification-words.js';
import type { ExportedRun } from './exported-run.js';

/** What must stand with every figure of the demo. */
export const toyNote =
  'A toy model on toy videos: it shows that the tool works, and says nothing about IV-Bench.';

/** The model, its number format and the protocol in one line; of an imported run, what is known of them. */
export function protocolWords({ message, manifest }: Pick<Run, 'message' | 'manifest'>): string {
  const { protocol, model, provider, imported } = manifest;
  if (imported)
    return [model.id, message ?? '', `Not known: ${imported.unknown.join(', ')}.`]
      .filter((words) => words !== '')
      .join('. ')
      .replace('..', '.');
  const { height, parser = 'standard', shuffle = 'standard', guessSeed } = protocol;
  const guessed =
    guessSeed === undefined ? '' : `, random letters of seed ${guessSeed} where it would guess`;
  const scored =
    protocol.scoring === 'letters'
      ? 'scored by letters'
      : `generated text read by the ${parser} parser${guessed}`;
  return [
    `${model.id} (${model.dtype})${provider ? ` on ${provider}` : ''}`,
    `${protocol.frames} frames at ${height === 'native' ? 'native height' : `height ${height}`}`,
    ...[protocol.sampling, protocol.order, protocol.condition],
    `${protocol.prompt}${protocol.timestamps ? '' : ' without time stamps'}`,
    ...(shuffle === 'standard' ? [] : [`options in ${shuffle} order`]),
    ...[scored, `seed ${protocol.seed}`],
    ...(protocol.rotations > 1 ? [`${protocol.rotations} option orders`] : []),
  ].join(', ');
}

/** How many of the data set's questions were answered, and which data set that is. */
export const subsetWords = ({ run, tables }: Pick<ExportedRun, 'run' | 'tables'>): string => {
  const { name, sha256, samples } = run.manifest.dataset;
  const { n } = tables.overall;
  const of = n === samples ? `all ${samples}` : `${n} of the ${samples}`;
  return `${of} questions in ${name} (SHA-256 ${sha256.slice(0, 12)})`;
};

/** The overall with its interval and chance, in one sentence. */
export const headline = ({ tables: { overall } }: Pick<ExportedRun, 'tables'>): string =>
  `${percent(overall.accuracy)} right (95 % interval ${percent(overall.low)} to ${percent(overall.high)}, clustered by video; Wilson's, unclustered, ${percent(overall.wilson.low)} to ${percent(overall.wilson.high)}); chance is ${percent(overall.chance)}.`;

/** Whole sentences that have to stand with the figures of a run, those that matter most first. */
export function exportNotes({
  run,
  answers,
  tables,
  rotations,
  debiased,
}: Omit<ExportedRun, 'samples'>): string[] {
  const { overall } = tables;
  const notes: string[] = [];
  if (run.demo) notes.push(toyNote);
  if (run.status !== 'finished') notes.push(`The run is not finished: it is ${run.status}.`);
  const mass = letterMassNote(overall);
  if (mass !== '') notes.push(mass);
  if (overall.unscored > 0)
    notes.push(
      `${Number(overall.unscored.toFixed(1))} unscored questions count as not right; of the scored, ${percent(overall.accuracyOfScored ?? NaN)} are right.`,
    );
  notes.push(...orderNotes(rotations, debiased));
  notes.push(...runNotes(answers), ...(run.manifest.imported?.remarks ?? []));
  const repeat = repeatNote(run);
  if (repeat !== null) notes.push(repeat);
  const paper = paperRows(run, tables);
  if (paper) {
    const { label, aspects } = paper.comparability;
    const other = aspects.filter(({ same }) => !same).map(({ aspect }) => aspect);
    notes.push(
      `Beside the paper's main table: ${label}${other.length > 0 ? ` (differs in ${other.join(', ')})` : ''}.`,
    );
  }
  return notes;
}

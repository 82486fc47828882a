import { recordLine, type ExportedRun } from './exported-run.js';
import { paperColumns, type PaperColumn } from './paper-columns.js';
import { exportNotes, headline, protocolWords, subsetWords } from './run-words.js';

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
};

/** A text as LaTeX shows it, whatever its characters mean there; white space becomes one space. */
export const latexText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\{}$&#%_~^<>|"]/g, (character) => special[character] ?? `\\${character}`);

/**
 * A row of the paper's main table for a run: per cent, tasks without a question a dash. Below it stand the questions of
 * each column, and chance. It needs no package; the caption says what was measured, and how; comment lines have the manifest.
 */
export function toLatexTable(exported: ExportedRun): string {
  const { run, tables } = exported;
  const columns = paperColumns(tables);
  const groups = [
    { title: '', columns: columns.slice(0, 1) },
    ...(['perception', 'reasoning'] as const).map((ability) => ({
      title: ability === 'perception' ? 'Perception' : 'Reasoning',
      columns: columns.filter((column) => column.ability === ability),
    })),
    { title: 'Others', columns: columns.slice(1).filter(({ ability }) => ability === null) },
  ].filter((group) => group.columns.length > 0);
  const shown = groups.flatMap((group) => group.columns);
  const row = (head: string, cell: (column: PaperColumn) => string): string =>
    `${[latexText(head), ...shown.map(cell)].join(' & ')} \\\\`;
  const groupHeads = groups.map(
    ({ title, columns: { length } }, i) =>
      `\\multicolumn{${length}}{${i < groups.length - 1 ? 'c|' : 'c'}}{${title}}`,
  );
  const caption = [
    `Accuracy on ${run.demo ? 'the demo' : 'IV-Bench'} in per cent: ${subsetWords(exported)}.`,
    headline(exported),
    `${protocolWords(run).replace(/\.$/, '')}.`,
    ...exportNotes(exported),
  ].join(' ');
  return [
    '% The run and its manifest:',
    `% ${recordLine(run)}`,
    '\\begin{table*}[t]',
    '\\centering',
    '\\small',
    '\\setlength{\\tabcolsep}{3pt}',
    `\\caption{${latexText(caption)}}`,
    `\\begin{tabular}{l|${groups.map((group) => 'r'.repeat(group.columns.length)).join('|')}}`,
    '\\hline',
    ` & ${groupHeads.join(' & ')} \\\\`,
    row('Model', ({ head }) => latexText(head)),
    '\\hline',
    row(run.demo ? 'Toy model' : run.manifest.model.id, ({ accuracy }) => perCent(accuracy)),
    row('Chance', ({ chance }) => perCent(chance)),
    row('Questions', ({ n }) => String(n)),
    '\\hline',
    '\\end{tabular}',
    '\\end{table*}',
    '',
  ].join('\n');
}

const perCent = (rate: number): string => (Number.isNaN(rate) ? '--' : (rate * 100).toFixed(1));

import type { Aggregate } from '../../domain/index.js';
import { facetTitles } from '../facet-words.js';
import { percent } from '../number-words.js';
import { runRecord, type ExportedRun } from './exported-run.js';
import { paperColumns } from './paper-columns.js';
import { exportNotes, headline, protocolWords, subsetWords } from './run-words.js';

/** A text as Markdown shows it, in a line and in a table's cell: nothing in it is markup. */
export const markdownText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, (character) => entities[character] ?? '')
    .replace(/[\\`*_{}[\]#|~!$]/g, String.raw`\$&`);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The paper's columns, then a table by task and by each facet and slice, notes before them, the manifest after them. */
export function toMarkdownTables(exported: ExportedRun): string {
  const { run, tables } = exported;
  const columns = paperColumns(tables);
  const inGroup = { perception: 'P: ', reasoning: 'R: ' };
  const heads = columns.map(({ head, name, ability }) =>
    head === 'Avg.' ? name : `${ability ? inGroup[ability] : ''}${head}`,
  );
  const blocks = [
    `# IV-Bench: ${markdownText(run.demo ? 'the demo' : run.manifest.model.id)}`,
    markdownText(`${headline(exported)} Asked: ${subsetWords(exported)}.`),
    markdownText(protocolWords(run)),
    exportNotes(exported)
      .map((note) => `- ${markdownText(note)}`)
      .join('\n'),
    '## As in the paper',
    table(
      ['Model', ...heads],
      [
        [run.demo ? 'Toy model' : run.manifest.model.id, ...columns.map((c) => cell(c.accuracy))],
        ['Chance', ...columns.map(({ chance }) => cell(chance))],
        ['Questions', ...columns.map(({ n }) => String(n))],
      ],
    ),
    'P: perception, R: reasoning; per cent.',
    ...section('Task', [...tables.byTask, { ...tables.overall, name: 'All questions' }]),
    ...tables.facets.flatMap(({ facet, groups }) => section(facetTitles[facet], groups)),
    ...tables.slices.flatMap(({ column, groups }) => section(column, groups)),
    '## Manifest',
    fenced(JSON.stringify(runRecord(run), null, 2)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const cell = (rate: number): string => (Number.isNaN(rate) ? '–' : (rate * 100).toFixed(1));

function section(title: string, rows: readonly Aggregate[]): string[] {
  const heads = ['Questions', 'Right', 'Accuracy', '95 % interval', 'Wilson', 'Chance'];
  const further = ['Shortest', 'Longest', 'One letter', 'Unscored'];
  return [
    `## By ${markdownText(title.toLowerCase())}`,
    table(
      [title, ...heads, ...further],
      rows.map(({ name, n, correct, accuracy, low, high, wilson, chance, ...row }) => [
        name,
        ...[n, correct].map(count),
        percent(accuracy),
        `${percent(low)} to ${percent(high)}`,
        `${percent(wilson.low)} to ${percent(wilson.high)}`,
        percent(chance),
        ...[row.baselines.shortest, row.baselines.longest].map(percent),
        percent(row.baselines.commonestLetter),
        count(row.unscored),
      ]),
    ),
  ];
}

/** Counts are fractions where several option orders were averaged. */
const count = (value: number): string => String(Number(value.toFixed(1)));

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
  const rule = heads.map((_, i) => (i === 0 ? ':---' : '---:'));
  return [line(heads), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** A code block whose fence no line of the text can close. */
function fenced(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}

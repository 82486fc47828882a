import { describe, expect, test } from 'vitest';
import { csvParseRows } from 'd3-dsv';
import { paperTasks } from '../../../../src/domain/index.js';
import { toAnswersCsv } from '../../../../src/report/exports/answers-csv.js';
import { latexText, toLatexTable } from '../../../../src/report/exports/latex-table.js';
import { toMarkdownTables } from '../../../../src/report/exports/markdown-table.js';
import { paperColumns } from '../../../../src/report/exports/paper-columns.js';
import { anAnswer } from '../../../support/results.js';
import { anExport, answers, hostile } from './an-export.js';

describe('the CSV of answers', () => {
  const [heads = [], ...rows] = csvParseRows(toAnswersCsv(anExport()));
  const cell = (row: number, name: string) => rows[row]?.[heads.indexOf(name)];

  test('has a row an answer, each as long as its heads, which are distinct', () => {
    expect(rows).toHaveLength(3);
    expect(new Set(heads).size).toBe(heads.length);
    for (const row of rows) expect(row).toHaveLength(heads.length);
  });

  test('gives texts, letters, probabilities and reasons as they are', () => {
    expect([0, 1, 2].map((row) => cell(row, 'videoId'))).toEqual(['-w', '10', '9']);
    expect(cell(1, 'question')).toBe(hostile);
    expect(cell(1, 'option_a')).toBe(hostile);
    expect(cell(1, 'option_d')).toBe('');
    expect(cell(1, 'logprob_c')).toBe('-Infinity');
    expect(cell(0, 'logprob_a')).toBe('-2.5');
    expect([0, 1, 2].map((row) => cell(row, 'correct'))).toEqual(['1', '0', '0']);
    expect(cell(2, 'reason')).toBe('error');
    expect(cell(2, 'error')).toBe('corrupt-video: 9.mp4 is cut off.');
    expect(cell(0, 'frameTimes')).toBe('0.4');
  });

  test('carries the manifest once, and names the run in every row', () => {
    const { run } = anExport();
    expect(JSON.parse(cell(0, 'run') ?? '')).toMatchObject({ manifest: run.manifest });
    expect(cell(1, 'run')).toBe('');
    expect(rows.map((row) => row[heads.indexOf('runId')])).toEqual(rows.map(() => run.id));
  });

  test('runs nothing in a spreadsheet', () => {
    const text = toAnswersCsv(anExport({}, [anAnswer({ text: '=HYPERLINK("http://x")' })]));
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
  });
});

describe("the paper's columns", () => {
  test('are the overall, perception and its 7 tasks, reasoning and its 6, over questions', () => {
    const columns = paperColumns(anExport().tables);
    expect(columns.map(({ name }) => name)).toEqual([
      ...['Overall', 'Perception', ...paperTasks.slice(0, 7)],
      ...['Reasoning', ...paperTasks.slice(7)],
    ]);
    const of = (name: string) => columns.find((column) => column.name === name);
    expect(of('Overall')).toMatchObject({ n: 3, accuracy: 1 / 3 });
    expect(of('Perception')).toMatchObject({ n: 1, accuracy: 1 });
    expect(of('Reasoning')).toMatchObject({ n: 2, accuracy: 0 });
    expect(of('Existence')).toMatchObject({ n: 0, accuracy: NaN });
  });
});

describe('the LaTeX table', () => {
  test('shows every character as it is', () => {
    expect(latexText('a_b & 5 % #1 $x$ {y} \\z ~ ^ < >')).toBe(
      'a\\_b \\& 5 \\% \\#1 \\$x\\$ \\{y\\} \\textbackslash{}z \\textasciitilde{} \\textasciicircum{} \\textless{} \\textgreater{}',
    );
  });

  test('has as many cells in each row as columns, and braces that close', () => {
    const { run, ...rest } = anExport();
    const model = { ...run.manifest.model, id: 'org/a_b&c' };
    const text = toLatexTable({ ...rest, run: { ...run, manifest: { ...run.manifest, model } } });
    const [, columns = ''] = /\\begin\{tabular\}\{(.*)\}/.exec(text) ?? [];
    const width = columns.replaceAll('|', '').length;
    expect(width).toBe(17);
    const rows = text.split('\n').filter((line) => line.endsWith('\\\\'));
    for (const row of rows.slice(1)) expect(row.split(/(?<!\\)&/), row).toHaveLength(width);
    expect(rows[2]).toMatch(/^org\/a\\_b\\&c & 33\.3 & 100\.0 & -- &/);
    const bare = text.replace(/^%.*$/gm, '').replace(/\\[{}]/g, '');
    expect(bare.split('{').length).toBe(bare.split('}').length);
  });

  test('says what was measured, and carries the manifest in comments', () => {
    const { run } = anExport();
    const text = toLatexTable(anExport());
    expect(text).toMatch(
      /\\caption\{.*all 3 questions.*95 \\% interval.*32 frames.*different protocol/,
    );
    expect(JSON.parse(text.split('\n')[1]?.slice(2) ?? '')).toMatchObject({
      manifest: run.manifest,
    });
    expect(toLatexTable(anExport({ demo: true }))).toContain('says nothing about IV-Bench');
  });
});

describe('the Markdown tables', () => {
  const text = toMarkdownTables(anExport({}, answers));

  test('have rows as long as their heads', () => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables.length).toBeGreaterThan(2);
    for (const table of tables) {
      const widths = table.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size, table).toBe(1);
    }
  });

  test('take nothing for markup, and carry the manifest in a block that nothing closes', () => {
    const { run, ...rest } = anExport();
    const model = { ...run.manifest.model, id: hostile };
    const hostileRun = { ...run, manifest: { ...run.manifest, model } };
    const shown = toMarkdownTables({ ...rest, run: hostileRun });
    const [before = '', block = ''] = shown.split('````json\n');
    expect(before).not.toMatch(/<script|(?<!\\)\[l\]/);
    expect(JSON.parse(block.split('\n````')[0] ?? '')).toMatchObject({
      manifest: hostileRun.manifest,
    });
  });
});

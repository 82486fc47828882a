import type { Aggregate, LetterCount } from '../../domain/index.js';
import { facetTitles } from '../facet-words.js';
import { percent } from '../number-words.js';
import { estimatedNote, paperRows, type PaperRows } from '../paper/paper-rows.js';
import { runSpeed, speedRows } from '../run-speed.js';
import { barFigure, type Bar } from './bar-figure.js';
import { runRecord, type ExportedRun } from './exported-run.js';
import { htmlQuestions } from './html-questions.js';
import { htmlStyle } from './html-style.js';
import { htmlTable, htmlText } from './html-text.js';
import { exportNotes, headline, protocolWords, subsetWords, toyNote } from './run-words.js';

/** Nothing is fetched and nothing runs, whatever a data set or a model wrote. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * The report as one HTML file: figures, tables, what has to be known beside them, every question with its options, and the
 * manifest. It needs no other file, no script and no network.
 */
export function toHtmlReport(exported: ExportedRun): string {
  const { run, samples, answers, tables } = exported;
  const { overall, byTask, facets, slices, letters } = tables;
  const title = `IV-Bench: ${run.demo ? 'the demo' : run.manifest.model.id}`;
  const paper = paperRows(run, tables);
  const speed = speedRows(runSpeed(answers, run));
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${htmlText(title)}</title><style>${htmlStyle}</style></head><body>`,
    `<h1>${htmlText(title)}</h1>`,
    `<p class="headline">${htmlText(headline(exported))}</p>`,
    `<p>${htmlText(`Asked: ${subsetWords(exported)}.`)}</p>`,
    `<p class="muted">${htmlText(protocolWords(run))}</p>`,
    ...exportNotes(exported).map(
      (note) => `<p${note === toyNote ? ' class="warn"' : ''}>${htmlText(note)}</p>`,
    ),
    '<h2>Accuracy by task</h2>',
    barFigure(
      'Accuracy by task with 95 % intervals and chance',
      [...byTask, { ...overall, name: 'All questions' }].map(barOf),
    ),
    '<p class="muted">Bars: accuracy with its 95 % interval, clustered by video; ticks: chance.</p>',
    aggregates('Task', [...byTask, { ...overall, name: 'All questions' }]),
    '<h2>Letters</h2>',
    barFigure('How often each letter was chosen, and was right', letters.flatMap(letterBars)),
    ...facets.map(({ facet, groups }) => section(facetTitles[facet], groups)),
    ...slices.map(({ column, groups }) => section(column, groups)),
    ...(paper ? [besidePaper(paper)] : []),
    ...(speed.length > 0 ? ['<h2>Speed</h2>', htmlTable(['Figure', 'Value'], speed)] : []),
    `<h2>Questions</h2>`,
    htmlQuestions(samples, answers),
    '<h2>Manifest</h2>',
    `<details><summary>What the figures can be traced to, as JSON</summary><pre>${htmlText(JSON.stringify(runRecord(run), null, 2))}</pre></details>`,
    '</body></html>',
    '',
  ].join('\n');
}

const barOf = ({ name, n, accuracy, low, high, chance }: Aggregate): Bar => ({
  name,
  rate: accuracy,
  interval: n > 0 ? { low, high } : null,
  mark: chance,
  label: `${percent(accuracy)} of ${count(n)}`,
});

function letterBars(
  { letter, chosen, correct }: LetterCount,
  _: number,
  all: LetterCount[],
): Bar[] {
  const total = (value: (one: LetterCount) => number) =>
    Math.max(
      1,
      all.reduce((sum, one) => sum + value(one), 0),
    );
  const bar = (name: string, times: number, of: number): Bar => ({
    ...{ name, rate: times / of, interval: null, mark: null },
    label: `${times} times`,
  });
  return [
    bar(
      `${letter}, chosen`,
      chosen,
      total((one) => one.chosen),
    ),
    bar(
      `${letter}, right`,
      correct,
      total((one) => one.correct),
    ),
  ];
}

const section = (title: string, rows: readonly Aggregate[]): string =>
  `<h2>By ${htmlText(title.toLowerCase())}</h2>\n${aggregates(title, rows)}`;

const aggregates = (title: string, rows: readonly Aggregate[]): string =>
  htmlTable(
    [
      ...[title, 'Questions', 'Right', 'Accuracy', '95 % interval', 'Wilson', 'Chance'],
      ...['Shortest', 'Longest', 'One letter', 'Letter mass', 'Unscored'],
    ],
    rows.map(({ name, n, correct, accuracy, low, high, wilson, chance, ...row }) => [
      ...[name, count(n), count(correct), percent(accuracy)],
      ...[low, wilson.low].map(
        (end, i) => `${percent(end)} to ${percent(i === 0 ? high : wilson.high)}`,
      ),
      ...[chance, row.baselines.shortest, row.baselines.longest].map(percent),
      percent(row.baselines.commonestLetter),
      row.letterMass === null ? '-' : percent(row.letterMass),
      count(row.unscored),
    ]),
  );

/** Counts are fractions where several option orders were averaged. */
const count = (value: number): string => String(Number(value.toFixed(1)));

const besidePaper = ({ comparability, source, rows }: PaperRows): string =>
  [
    `<h2>Beside the paper: ${comparability.label}</h2>`,
    htmlTable(
      ['In', 'The paper', 'This run'],
      comparability.aspects.map(({ aspect, same, paper, run }) => [
        `${aspect}${same ? '' : ' (differs)'}`,
        ...[paper, run],
      ]),
      'words',
    ),
    htmlTable(
      ['Model', 'Published, all questions', `For this run's task mix (${estimatedNote})`],
      rows
        .toSorted((a, b) => b.overall - a.overall)
        .map(({ model, overall, reweighted }) => [
          ...[model, `${overall.toFixed(1)} %`],
          reweighted === null ? '-' : `${reweighted.toFixed(1)} %`,
        ]),
    ),
    `<p class="muted">Source: ${htmlText(source)}.</p>`,
  ].join('\n');

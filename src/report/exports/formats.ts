import { toLog } from '../log.js';
import { toReferenceResults } from '../reference-results.js';
import { toReport } from '../report.js';
import { toAnswersCsv } from './answers-csv.js';
import type { ExportedRun } from './exported-run.js';
import { toHtmlReport } from './html-report.js';
import { inspectFileName, toInspectLog } from './inspect-log.js';
import { toLatexTable } from './latex-table.js';
import { toLmmsEval } from './lmms-eval.js';
import { toMarkdownTables } from './markdown-table.js';
import { toModelIndex } from './model-index.js';

export interface ExportFormat {
  /** As the terminal and the page's buttons know it. */
  readonly id: string;
  readonly name: string;
  /** What it is for, in a few words. */
  readonly about: string;
  /** @param stem what the files of a run have in common */
  readonly fileName: (stem: string, exported: ExportedRun) => string;
  /** @throws AppError where the format must not tell of such a run */
  readonly write: (
    exported: ExportedRun,
  ) => string | Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
}

const ended = (ending: string) => (stem: string) => `${stem}${ending}`;

/** Every format that a run's report can be saved in, the ones for going on with it first. */
export const exportFormats: readonly ExportFormat[] = [
  {
    ...{
      id: 'results',
      name: 'Results (reference format)',
      about: "the reference harness's JSONL",
    },
    fileName: ended('.jsonl'),
    write: ({ samples, answers, run }) => toReferenceResults(samples, answers, run),
  },
  {
    ...{ id: 'log', name: 'Log (JSONL)', about: 'one answer a line, with all that led to it' },
    fileName: ended('-log.jsonl'),
    write: ({ samples, answers, run }) => toLog(samples, answers, run),
  },
  {
    ...{ id: 'report', name: 'Report (JSON)', about: 'the tables and the manifest' },
    fileName: ended('-report.json'),
    write: toReport,
  },
  {
    ...{ id: 'csv', name: 'Answers (CSV)', about: 'one answer a row, for spreadsheets and R' },
    fileName: ended('-answers.csv'),
    write: toAnswersCsv,
  },
  {
    ...{ id: 'html', name: 'Report (HTML)', about: 'one file with figures, tables and questions' },
    fileName: ended('-report.html'),
    write: toHtmlReport,
  },
  {
    ...{ id: 'inspect', name: 'Inspect log (JSON)', about: 'what inspect view opens' },
    fileName: (_, { run }) => inspectFileName(run),
    write: toInspectLog,
  },
  {
    ...{ id: 'markdown', name: 'Tables (Markdown)', about: "the paper's columns, and all tables" },
    fileName: ended('.md'),
    write: toMarkdownTables,
  },
  {
    ...{ id: 'latex', name: 'Table (LaTeX)', about: "a row of the paper's main table" },
    fileName: ended('.tex'),
    write: toLatexTable,
  },
  {
    ...{ id: 'lmms-eval', name: 'lmms-eval (zip)', about: 'its result and sample files' },
    fileName: ended('-lmms-eval.zip'),
    write: toLmmsEval,
  },
  {
    ...{ id: 'model-index', name: 'Model card block (YAML)', about: 'model-index; full runs only' },
    fileName: ended('-model-index.yaml'),
    write: toModelIndex,
  },
];

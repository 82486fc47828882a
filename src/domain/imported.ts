import type { ImportProblem } from './dataset.js';

export const resultsTools = ['reference', 'lmms-eval', 'inspect'] as const;
/** Whose files of results can be read: the reference harness's, lmms-eval's sample logs, Inspect's logs in JSON. */
export type ResultsTool = (typeof resultsTools)[number];

/** What another tool stored of one question. Texts are blank where it does not say. */
export interface StoredAnswer {
  /** Line of the file, from 1; 0 where none applies. */
  readonly line: number;
  readonly videoId: string;
  /** null: not told. */
  readonly dataId: number | null;
  readonly imageName: string;
  readonly question: string;
  readonly task: string;
  readonly granularity: string;
  /** In the order they were asked, two to ten. */
  readonly options: readonly string[];
  /** Place of the right one. */
  readonly right: number;
  /** What the model said; null: nothing, it failed. */
  readonly text: string | null;
  /** The letter that the tool read, in lower case; null: it does not say. */
  readonly letter: string | null;
}

/** A file of results of another tool. */
export interface StoredResults {
  readonly tool: ResultsTool;
  readonly name: string;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
  /** null: the file does not say. */
  readonly model: string | null;
  readonly answers: readonly StoredAnswer[];
  readonly problems: readonly ImportProblem[];
}

/** Where a run comes from that was not executed here. */
export interface ImportedFrom {
  readonly tool: ResultsTool;
  readonly file: string;
  readonly sha256: string;
  /** What the file does not say, in words; the manifest holds defaults there. */
  readonly unknown: readonly string[];
  /** What was left out or odd, in words. */
  readonly remarks: readonly string[];
}

/** A log of answers that this tool wrote, its lines as JSON values. */
export interface StoredLog {
  readonly name: string;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
  readonly lines: readonly { readonly line: number; readonly value: unknown }[];
  readonly problems: readonly ImportProblem[];
}

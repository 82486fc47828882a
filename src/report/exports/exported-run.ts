import type {
  Answer,
  DebiasedFigures,
  ReportTables,
  RotationTable,
  Run,
  Sample,
} from '../../domain/index.js';

/** A run with what its report shows, ready to be written in any format. */
export interface ExportedRun {
  readonly run: Run;
  /** Of the run's data set. */
  readonly samples: readonly Sample[];
  readonly answers: readonly Answer[];
  /** Of these answers; `n` is at least 1. */
  readonly tables: ReportTables;
  /** Null where no question was asked in several orders. */
  readonly rotations: RotationTable | null;
  /** Null where no letter could be debiased. */
  readonly debiased: DebiasedFigures | null;
}

/** What every export carries of its run. */
export const runRecord = ({ id, createdAt, status, demo, manifest }: Run) => ({
  runId: id,
  createdAt: new Date(createdAt).toISOString(),
  status,
  demo,
  manifest,
});

/** The record in one line that no reader of a comment can take for two: some take these characters for an end of line. */
export const recordLine = (run: Run): string => plainJson(runRecord(run));

/** JSON without the characters that YAML and editors take for an end of line, or refuse. */
export const plainJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

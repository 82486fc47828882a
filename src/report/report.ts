import type { Answer, ReportTables, Run } from '../domain/index.js';
import { runFacts } from './run-facts.js';
import { runSpeed } from './run-speed.js';

/** The aggregates with the manifest they come from, as indented JSON. NaN (of no questions) becomes null. */
export function toReport(run: Run, tables: ReportTables, answers: readonly Answer[]): string {
  const { id, createdAt, status, message, demo, samples, manifest } = run;
  const report = {
    schema: 1,
    runId: id,
    createdAt: new Date(createdAt).toISOString(),
    status,
    message,
    demo,
    ...tables,
    ...runFacts(answers),
    speed: runSpeed(answers, run),
    verification: run.verification ?? null,
    manifest,
    samples,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

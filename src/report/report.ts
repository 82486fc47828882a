import type { ReportTables, Run } from '../domain/index.js';

/** The aggregates with the manifest they come from, as indented JSON. NaN (of no questions) becomes null. */
export function toReport(run: Run, tables: ReportTables): string {
  const { id, createdAt, status, message, demo, samples, manifest } = run;
  const report = {
    schema: 1,
    runId: id,
    createdAt: new Date(createdAt).toISOString(),
    status,
    message,
    demo,
    ...tables,
    manifest,
    samples,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

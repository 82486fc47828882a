import type { ExportedRun } from './exports/exported-run.js';
import { runFacts } from './run-facts.js';
import { runSpeed } from './run-speed.js';

/** The aggregates with the manifest they come from, as indented JSON. NaN (of no questions) becomes null. */
export function toReport({
  run,
  tables,
  answers,
  rotations,
  debiased,
}: Omit<ExportedRun, 'samples'>): string {
  const { id, createdAt, status, message, demo, samples, manifest } = run;
  const report = {
    schema: 1,
    runId: id,
    createdAt: new Date(createdAt).toISOString(),
    status,
    message,
    demo,
    ...tables,
    rotations,
    debiased,
    ...runFacts(answers),
    speed: runSpeed(answers, run),
    verification: run.verification ?? null,
    manifest,
    samples,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

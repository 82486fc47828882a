import type { Comparison, Diagnosis, Run } from '../../domain/index.js';
import { compareRuns, diagnose } from '../../scoring/index.js';
import type { OpenRun, Shelf } from './shelf.svelte.js';

/** The open run held against others that are kept here. */
export class ComparisonState {
  comparison: Comparison | null = $state.raw(null);
  diagnosis: Diagnosis | null = $state.raw(null);
  readonly #shelf: Shelf;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** Kept runs on the questions of the open one, of any model, without it. */
  readonly others: readonly Run[] = $derived.by(() => {
    const open = this.#shelf.open?.run;
    return this.#shelf.runs.filter(
      ({ id, manifest }) =>
        id !== open?.id && manifest.dataset.sha256 === open?.manifest.dataset.sha256,
    );
  });

  clear(): void {
    this.comparison = null;
    this.diagnosis = null;
  }

  async compare(open: OpenRun, other: Run): Promise<void> {
    const { answers } = await this.#shelf.read(other, open.dataset);
    const pair = { first: open.answers, second: answers };
    this.comparison = compareRuns(open.dataset.samples, [pair])[0] ?? null;
  }

  /** From all kept runs on the same questions; those of other models are not looked at. */
  async diagnose(open: OpenRun): Promise<void> {
    const { id, revision, dtype } = open.run.manifest.model;
    const same = this.others.filter(
      ({ manifest: { model } }) =>
        model.id === id && model.revision === revision && model.dtype === dtype,
    );
    const others = await Promise.all(same.map((run) => this.#shelf.read(run, open.dataset)));
    this.diagnosis = diagnose(open.dataset.samples, [open, ...others]);
  }
}

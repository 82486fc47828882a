import {
  AppError,
  type Answer,
  type Dataset,
  type Run,
  type SideTable,
  type StoredLog,
} from '../../domain/index.js';
import { importLog } from '../../evaluation/index.js';
import { runOfLog } from '../../report/index.js';
import type { Store } from '../../store/index.js';

/** A run with what its report needs. */
export interface OpenRun {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly sideTable: SideTable | null;
  readonly answers: readonly Answer[];
}

/** The runs kept in this browser, and the one whose report is shown. */
export class Shelf {
  open: OpenRun | null = $state.raw(null);
  runs: readonly Run[] = $state.raw([]);
  readonly #store: Promise<Store>;
  readonly #fresh: Answer[] = [];
  #flush: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Promise<Store>) {
    this.#store = store;
  }

  async refresh(): Promise<void> {
    this.runs = await (await this.#store).listRuns();
  }

  /**
   * Shows a stored run's report.
   * @param dataset where it is at hand already
   * @throws AppError `unexpected` when its questions are not stored
   */
  async show(run: Run, dataset?: Dataset): Promise<void> {
    this.open = await this.read(run, dataset);
  }

  /** A stored run with its questions and answers, as `show` takes it. */
  async read(run: Run, dataset?: Dataset): Promise<OpenRun> {
    const store = await this.#store;
    const { sha256, name } = run.manifest.dataset;
    const found = dataset ?? (await store.getDataset(sha256));
    if (!found)
      throw new AppError('unexpected', `The questions of this run (${name}) are not stored.`);
    const sideTable = (await store.getSideTable(sha256)) ?? null;
    return { run, dataset: found, sideTable, answers: await store.answersOf(run.id) };
  }

  /** Keeps a run that was made elsewhere, and shows its report. The same one again changes nothing. */
  async keep({
    run,
    dataset,
    answers,
  }: Pick<OpenRun, 'run' | 'dataset' | 'answers'>): Promise<void> {
    const store = await this.#store;
    await store.keepRun(run, dataset, answers);
    await this.settle(run, dataset);
  }

  /**
   * Keeps the run of a log, and shows its report.
   * @param dataset the one at hand, whichever it is
   * @throws AppError `invalid-dataset` where the log does not hold its run
   */
  async keepLog(log: StoredLog, dataset: Dataset | null): Promise<void> {
    const store = await this.#store;
    const logged = runOfLog(log);
    const { id, manifest } = logged.run;
    const { sha256 } = manifest.dataset;
    const known = dataset?.sha256 === sha256 ? dataset : await store.getDataset(sha256);
    const run = await store.getRun(id);
    const stored = run ? { run, answers: await store.answersOf(id) } : null;
    await this.keep(importLog(logged, known ?? null, stored));
  }

  async delete(run: Run): Promise<void> {
    await (await this.#store).deleteRun(run.id);
    if (this.open?.run.id === run.id) this.open = null;
    await this.refresh();
  }

  /** Reports on this data set are sliced by the table from now on. @param dataset its SHA-256 */
  async slice(dataset: string, sideTable: SideTable): Promise<void> {
    if (this.runs.some(({ manifest }) => manifest.dataset.sha256 === dataset))
      await (await this.#store).saveSideTable(dataset, sideTable);
    if (this.open?.dataset.sha256 === dataset) this.open = { ...this.open, sideTable };
  }

  /** New answers join the report a few at a time: its tables are not worth making for each. */
  add(answer: Answer): void {
    this.#fresh.push(answer);
    this.#flush ??= setTimeout(
      () => {
        this.#flush = undefined;
        const fresh = this.#fresh.splice(0).filter(({ runId }) => runId === this.open?.run.id);
        if (this.open && fresh.length > 0)
          this.open = { ...this.open, answers: [...this.open.answers, ...fresh] };
      },
      (this.open?.answers.length ?? 0) < 300 ? 700 : 5000,
    );
  }

  /** After a run: its report as it is stored. */
  async settle(run: Run, dataset: Dataset): Promise<void> {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    this.#fresh.length = 0;
    await this.refresh();
    const stored = this.runs.find(({ id }) => id === run.id);
    if (stored) await this.show(stored, dataset);
  }
}

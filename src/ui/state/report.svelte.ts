import {
  asAppError,
  type Answer,
  type DebiasedFigures,
  type ParserName,
  type ReportTables,
  type RotationTable,
} from '../../domain/index.js';
import { FiguresClient } from '../../evaluation/index.js';
import type { GuessSpread, RescoreOptions } from '../../scoring/index.js';
import type { OpenRun } from './shelf.svelte.js';

/** How long figures may take before the page says that they are being made, in milliseconds. */
const moment = 400;

/** A run with its figures, all of them of the same answers. */
export interface ShownReport {
  /** As it is stored. */
  readonly stored: OpenRun;
  /** How its texts were read; null: as the run scored them. */
  readonly reading: RescoreOptions | null;
  /** The same run, its texts read so, under the parser's name and the seed of its guesses. */
  readonly open: OpenRun;
  readonly tables: ReportTables;
  readonly rotations: RotationTable | null;
  readonly debiased: DebiasedFigures | null;
}

interface Wanted {
  readonly stored: OpenRun;
  readonly live: boolean;
  readonly reading: RescoreOptions | null;
}

/** The report of the open run, made in a worker: what is shown stays until what is wanted now is there. */
export class ReportState {
  readonly #figures = new FiguresClient();
  #chosen: { readonly runId: string; readonly reading: RescoreOptions | null } | null =
    $state.raw(null);
  shown: ShownReport | null = $state.raw(null);
  /** What random letters would give; null: nothing would be guessed, or it is not known yet. */
  spread: GuessSpread | null = $state.raw(null);
  /** Whether figures are being made. */
  busy = $state(false);
  /** Whether that takes longer than a moment. */
  slow = $state(false);
  error = $state('');
  #wanted: Wanted | null = null;
  #superseded = new AbortController();
  #making = false;

  /** How a run's texts are to be read. */
  readingOf(runId: string): RescoreOptions | null {
    return this.#chosen?.runId === runId ? this.#chosen.reading : null;
  }

  /** Reads a run's texts anew; what is stored stays as it is. @param parser null: as the run scored them */
  read(runId: string, parser: ParserName | null, guessSeed: number | null = null): void {
    this.#chosen = { runId, reading: parser && { parser, guessSeed } };
  }

  /**
   * Makes the report of a run, unless it is shown or being made. Answers that come while one is made wait for it; whatever
   * else is wanted now is made at once.
   * @param live whether more answers come
   */
  show(stored: OpenRun, live: boolean): void {
    const wanted = { stored, live, reading: this.readingOf(stored.run.id) };
    const before = this.#wanted;
    this.#wanted = wanted;
    if (before && (before.reading !== wanted.reading || before.stored.run.id !== stored.run.id))
      this.#superseded.abort();
    if (!this.#making) void this.#make();
  }

  end(): void {
    this.#wanted = null;
    this.#superseded.abort();
    this.#figures.end();
  }

  async #make(): Promise<void> {
    this.#making = true;
    this.busy = true;
    const timer = setTimeout(() => {
      this.slow = true;
    }, moment);
    let made: Wanted | null = null;
    while (this.#wanted && this.#wanted !== made) {
      made = this.#wanted;
      this.#superseded = new AbortController();
      try {
        this.error = '';
        await this.#makeOne(made, this.#superseded.signal);
      } catch (thrown) {
        const { code, message } = asAppError(thrown);
        if (code !== 'cancelled') this.error = message;
      }
    }
    clearTimeout(timer);
    this.#making = false;
    this.busy = false;
    this.slow = false;
  }

  async #makeOne({ stored, live, reading }: Wanted, signal: AbortSignal): Promise<void> {
    const { run, dataset, sideTable } = stored;
    const figures = this.#figures;
    const { samples } = dataset;
    await figures.give({ runId: run.id, samples, sideTable, answers: stored.answers }, signal);
    const answers = await figures.read(reading, signal);
    const open = reading ? readBy(reading, stored, answers) : stored;
    const known = { stored, reading, open, tables: await figures.tables(signal) };
    this.spread = null;
    if (this.shown?.open.run.id !== run.id || live)
      this.shown = { ...known, rotations: null, debiased: null };
    if (live) return;
    const rotations = await figures.rotations(signal);
    this.shown = { ...known, rotations, debiased: await figures.debiased(signal) };
    if (reading?.parser === 'reference') this.spread = await figures.spread(signal);
  }
}

function readBy(
  { parser, guessSeed }: RescoreOptions,
  stored: OpenRun,
  answers: readonly Answer[],
): OpenRun {
  const { run } = stored;
  const { guessSeed: _before, ...given } = run.manifest.protocol;
  const protocol = { ...given, parser, ...(guessSeed == null ? {} : { guessSeed }) };
  return { ...stored, answers, run: { ...run, manifest: { ...run.manifest, protocol } } };
}

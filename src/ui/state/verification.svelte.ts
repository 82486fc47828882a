import { AppError, asAppError, type Run } from '../../domain/index.js';
import { repeatOf, requireMediaOf, type Progress } from '../../evaluation/index.js';
import type { Model } from '../../model/index.js';
import { compareRepeat, pickQuestions } from '../../scoring/index.js';
import type { Store } from '../../store/index.js';
import { versions } from '../versions.js';
import { questionsGivenFor } from './given-for-run.js';
import type { Inputs } from './inputs.svelte.js';
import type { ModelSlot } from './model-slot.svelte.js';
import type { RunControl } from './run-control.svelte.js';
import { whole, type Settings } from './settings.svelte.js';
import type { OpenRun, Shelf } from './shelf.svelte.js';

/** What a verification works with. */
export interface VerificationTools {
  readonly inputs: Inputs;
  readonly settings: Settings;
  readonly model: ModelSlot;
  readonly control: RunControl;
  readonly shelf: Shelf;
  readonly store: Promise<Store>;
}

/** Asks some of a stored run's questions again, and keeps with the run how far the answers agree. */
export class VerificationState {
  readonly #tools: VerificationTools;
  /** How many questions are asked again. */
  count: number | null = $state(20);
  phase: 'idle' | 'working' | 'done' | 'failed' | 'cancelled' = $state('idle');
  /** The run that the phase is of. */
  runId = $state('');
  progress: Progress | null = $state.raw(null);

  constructor(tools: VerificationTools) {
    this.#tools = tools;
  }

  readonly problems: readonly string[] = $derived.by(() =>
    whole(this.count, 'Questions to ask again', 1, 10_000_000),
  );

  /**
   * Verifies a stored run: the same questions, media and model must be given.
   * @throws AppError naming what lacks or is another: `changed-media`, `missing-media`, `corrupt-model`; `cancelled`
   */
  async verify(open: OpenRun, signal: AbortSignal): Promise<void> {
    this.phase = 'working';
    this.runId = open.run.id;
    this.progress = null;
    this.#tools.control.progress = null;
    let ended: 'done' | 'failed' | 'cancelled' = 'failed';
    try {
      await this.#verify(open, signal);
      ended = 'done';
    } catch (thrown) {
      if (asAppError(thrown).code === 'cancelled') ended = 'cancelled';
      throw thrown;
    } finally {
      this.progress = null;
      // Last: whoever waits for the end reads what is shown.
      this.phase = ended;
    }
  }

  async #verify({ run, answers }: OpenRun, signal: AbortSignal): Promise<void> {
    const { inputs, model: slot, control, shelf } = this.#tools;
    const dataset = await questionsGivenFor(run, inputs);
    const { media } = inputs;
    const asked = pickQuestions(
      dataset.samples,
      answers,
      this.count ?? 1,
      run.manifest.protocol.seed,
    );
    if (asked.length === 0)
      throw new AppError(
        'missing-media',
        'No answer of this run was given by a model: there is nothing to ask again.',
      );
    requireMediaOf(asked, run, dataset, media);
    const model = await this.#load(run, signal);
    let ready: Model | null = model;
    try {
      const repeat = repeatOf(run, asked, model.info, versions);
      const load = (again: Run, cancelled: AbortSignal): Promise<Model> => {
        const loaded = ready;
        ready = null;
        return loaded
          ? Promise.resolve(loaded)
          : slot.loadAgain(again, inputs.modelFolder, cancelled);
      };
      const given = await control.repeat(repeat, { dataset, media }, load, (progress) => {
        this.progress = progress;
      });
      const found = compareRepeat({ run, answers }, { run: repeat, answers: given }, Date.now());
      const store = await this.#tools.store;
      await store.updateRun(run.id, { verification: found });
      await shelf.settle(run, dataset);
    } finally {
      model.end();
    }
  }

  /** On the run's provider, or where that is not to be had on another: the result says so. */
  async #load(run: Run, signal: AbortSignal): Promise<Model> {
    const { settings, model, inputs } = this.#tools;
    const { device } = settings;
    if (device !== 'auto') return model.loadAgain(run, inputs.modelFolder, signal, device);
    try {
      return await model.loadAgain(run, inputs.modelFolder, signal);
    } catch (thrown) {
      if (asAppError(thrown).code !== 'webgpu-unavailable') throw thrown;
      return model.loadAgain(run, inputs.modelFolder, signal, 'wasm');
    }
  }
}

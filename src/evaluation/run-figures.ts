import type { Run, RunFigures } from '../domain/index.js';
import type { ModelHost } from './model-host.js';

/** What the runs of one execution take. */
export class FigureKeeper {
  readonly #firstAnswers = new Map<string, number>();
  readonly #heaps = new Map<string, number>();

  /** @param workedMs of this execution so far */
  answered(runId: string, workedMs: number): void {
    if (!this.#firstAnswers.has(runId)) this.#firstAnswers.set(runId, workedMs);
  }

  /** Asks how much memory a run's model has; never waited for, nor missed where the model is gone. */
  async sample(runId: string, model: Pick<ModelHost, 'wasmHeap'>): Promise<void> {
    const heap = await model.wasmHeap();
    if (heap !== null) this.#heaps.set(runId, Math.max(heap, this.#heaps.get(runId) ?? 0));
  }

  /** A run's figures, earlier executions included. @param run as it was when this one began */
  of({ id, figures }: Run, workedMs: number): RunFigures {
    const heaps = [figures?.wasmHeap, this.#heaps.get(id)].filter((heap) => heap != null);
    return {
      firstAnswerMs: figures?.firstAnswerMs ?? this.#firstAnswers.get(id) ?? null,
      workedMs: (figures?.workedMs ?? 0) + workedMs,
      wasmHeap: heaps.length > 0 ? Math.max(...heaps) : null,
    };
  }
}

/** What executing a run took, all its executions together; of a suite's runs, each tells what the whole took. */
export interface RunFigures {
  /** Milliseconds from the loaded model to the first answer stored; null: none came yet. */
  readonly firstAnswerMs: number | null;
  /** Milliseconds at work, with loading and pauses left out. */
  readonly workedMs: number;
  /**
   * Bytes of the largest wasm memory that a model's worker had, weights included; GPU memory and JavaScript's own
   * are not told by browsers. Null: it could not be asked.
   */
  readonly wasmHeap: number | null;
}

/** How fast a run went. Null: nothing of the kind was measured. */
export interface SpeedFigures {
  /** Prompt tokens that were read, those with a KV cache left out, for each second of prefill. */
  readonly prefillTokensPerSecond: number | null;
  /** Of frames and query images: resize and vision encoder. */
  readonly encodeMsPerPicture: number | null;
  /** Tokens generated for each second after the prefill. */
  readonly generatedTokensPerSecond: number | null;
  /** Milliseconds that were waited for frames. */
  readonly waitMs: number;
  /** Their part of the time at work, 0 to 1. */
  readonly waitShare: number | null;
  readonly firstAnswerMs: number | null;
  readonly workedMs: number | null;
  readonly wasmHeap: number | null;
}

import type { Answer, ParserName } from '../../domain/index.js';
import {
  accuracyByGuessSeed,
  guessSeeds,
  rescorer,
  spreadOf,
  type GuessSpread,
} from '../../scoring/index.js';
import type { OpenRun } from './shelf.svelte.js';

/** How long the page's thread may work before it can show something, in milliseconds. */
const sliceMs = 12;

/** Answers of a run's report, read again by another parser; what is stored stays as it is. */
export class Rescoring {
  /** null: as the run scored them. */
  parser: ParserName | null = $state(null);
  /** Seeds random letters where the reference harness would guess; null: unscored. */
  guessSeed: number | null = $state(null);
  /** null: as stored. */
  answers: readonly Answer[] | null = $state.raw(null);
  /** What random letters would give; null: nothing would be guessed, or it is not known yet. */
  spread: GuessSpread | null = $state.raw(null);
  busy = $state(false);

  /** A stored run with what was read from its texts, under the parser's name; null: as it is stored. */
  of(stored: OpenRun): OpenRun | null {
    const { answers, parser } = this;
    if (!answers || parser === null) return null;
    const { run } = stored;
    const protocol = { ...run.manifest.protocol, parser };
    return { ...stored, answers, run: { ...run, manifest: { ...run.manifest, protocol } } };
  }

  /**
   * Scores a run's answers as is chosen now, a slice at a time.
   * @param signal ends it: what it had so far is dropped
   */
  async apply(stored: readonly Answer[], signal: AbortSignal): Promise<void> {
    const { parser, guessSeed } = this;
    this.spread = null;
    this.answers = null;
    this.busy = parser !== null;
    if (parser === null) return;
    const answers = await inSlices(stored, rescorer({ parser, guessSeed }), signal);
    if (!answers) return;
    this.answers = answers;
    if (parser === 'reference') {
      const unguessed =
        guessSeed === null ? answers : await inSlices(stored, rescorer({ parser }), signal);
      if (!unguessed) return;
      if (unguessed.some(({ reason }) => reason === 'guess')) {
        const seeds = Array.from({ length: guessSeeds }, (_, seed) => seed);
        const accuracies = await inSlices(seeds, accuracyByGuessSeed(unguessed), signal);
        if (!accuracies) return;
        this.spread = spreadOf(accuracies);
      }
    }
    this.busy = false;
  }
}

/** Maps a list, leaving the page its thread in between. @returns null when it was ended */
async function inSlices<T, R>(
  items: readonly T[],
  map: (item: T) => R,
  signal: AbortSignal,
): Promise<R[] | null> {
  const results: R[] = [];
  let since = performance.now();
  for (const item of items) {
    if (performance.now() - since > sliceMs) {
      await pause();
      if (signal.aborted) return null;
      since = performance.now();
    }
    results.push(map(item));
  }
  return results;
}

/** A turn of the event loop. Timers are slowed down to 4 ms when nested; messages are not. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

import { asAppError, type Sample } from '../../domain/index.js';
import { measureRunSpeed, type RunSpeed } from '../../evaluation/index.js';
import type { Model } from '../../model/index.js';
import type { Inputs } from './inputs.svelte.js';
import { choiceKey, keepSpeed, keptSpeed, knownSpeed } from './kept-speeds.js';
import type { Settings } from './settings.svelte.js';

/** A question as in the data set that will be given. */
const usualQuestion = {
  question: 'What does the person from the image do right after opening the door of the car?',
  answer: 'They take a bag out of it and walk away.',
  distractors: Array.from({ length: 9 }, () => 'They wait for somebody and close it again.'),
};

/** How fast the chosen model is on this machine, as far as it was measured; kept in this browser. */
export class SpeedTest {
  readonly #inputs: Inputs;
  readonly #settings: Settings;
  /** Null: not measured yet. */
  speed: RunSpeed | null = $state.raw(null);
  measuring = $state(false);
  #looks = 0;

  constructor(inputs: Inputs, settings: Settings) {
    this.#inputs = inputs;
    this.#settings = settings;
  }

  /** Takes what is kept of the model that is chosen now. Nothing is loaded. */
  async look(): Promise<void> {
    const look = ++this.#looks;
    const choice = await choiceKey(this.#settings, this.#inputs.modelFolder);
    // Another look was begun meanwhile.
    if (look === this.#looks) this.speed = choice === null ? null : keptSpeed(choice);
  }

  /** Measures a model that was loaded as chosen. @throws AppError of the model, `cancelled` */
  async measure(model: Model, signal: AbortSignal): Promise<void> {
    this.measuring = true;
    try {
      const speed = await measureRunSpeed(model, this.#question, signal);
      const choice = await choiceKey(this.#settings, this.#inputs.modelFolder);
      if (choice !== null) keepSpeed(choice, model.info, speed);
      await this.look();
    } finally {
      this.measuring = false;
    }
  }

  /**
   * Measures a model before a run where it never was, so that the next run's time is known: ten seconds beside what the
   * loading took. The run is made in any case.
   * @throws AppError `cancelled`
   */
  async measureOnce(model: Model, signal: AbortSignal): Promise<void> {
    const choice = await choiceKey(this.#settings, this.#inputs.modelFolder);
    if (choice === null || knownSpeed(choice, model.info) !== null) return;
    try {
      await this.measure(model, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      console.warn(`The speed of the model was not measured: ${asAppError(thrown).message}`);
    }
  }

  get #question(): Pick<Sample, 'question' | 'answer' | 'distractors'> {
    return this.#inputs.dataset?.samples[0] ?? usualQuestion;
  }
}

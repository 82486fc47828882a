import { ScriptError } from '../project.mjs';

/** How questions are put (ProtocolView). */
export class ProtocolPanel {
  #controls;

  /** @param {import('./controls.mjs').Controls} controls */
  constructor(controls) {
    this.#controls = controls;
  }

  /**
   * @param {import('../eval-arguments.mjs').Protocol} protocol
   * @throws ScriptError when the questions have no such task
   */
  async set(protocol) {
    await this.#controls.unfold('select[name=sampling]');
    const { sampling, decoder, frameInput, order, condition } = protocol;
    await this.#controls.select({ sampling, decoder, 'frame-input': frameInput, order, condition });
    await this.#controls.select({ subset: protocol.subset });
    if (protocol.task !== null) await this.#chooseTask(protocol.task);
    const { limit, timestamps, imageSplitting } = protocol;
    const { frames, height, seed, rotations } = protocol;
    await this.#controls.fill({ frames, height, seed, rotations, limit: limit ?? '' });
    // The wording first: the page sets what goes with it.
    const { prompt, shuffle, scoring, parser, maxTokens } = protocol;
    await this.#controls.select({ prompt, shuffle, scoring });
    if (scoring === 'generate') {
      await this.#controls.select({ parser });
      await this.#controls.fill({ 'max-tokens': maxTokens });
    }
    const { page } = this.#controls;
    await page.locator('input[name=timestamps]').setChecked(timestamps);
    await page.locator('input[name=image-splitting]').setChecked(imageSplitting);
  }

  /** @param {string} task */
  async #chooseTask(task) {
    const choice = this.#controls.page.locator('select[name=task]');
    const [, ...tasks] = await choice.locator('option').allTextContents();
    if (!tasks.includes(task))
      throw new ScriptError(
        `No question is of the task "${task}". There are: ${tasks.join(', ')}.`,
      );
    await choice.selectOption({ label: task });
  }

  /** @param {number} frames how many of each video */
  async setFrames(frames) {
    await this.#controls.fill({ frames });
  }
}

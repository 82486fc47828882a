/**
 * @typedef {object} FramesStatus
 * @property {string} phase idle, opening, decoding, done, cancelled or failed
 * @property {number} done
 * @property {number} total
 * @property {string} code of the error; '' when there is none
 * @property {string} message
 */

/** Frames of one video (FramesView). */
export class FramesPanel {
  #controls;

  /** @param {import('./controls.mjs').Controls} controls */
  constructor(controls) {
    this.#controls = controls;
  }

  /** @returns {Promise<FramesStatus>} */
  async status() {
    const data = await this.#controls.data('#frames-status');
    return {
      phase: data['phase'] ?? '',
      done: Number(data['done']),
      total: Number(data['total']),
      code: data['code'] ?? '',
      message: data['message'] ?? '',
    };
  }

  /**
   * Starts taking frames of a video.
   * @param {string} video path
   * @param {import('../frames-arguments.mjs').FrameWish} wish
   */
  async take(video, { frames, height, sampling, decoder }) {
    const controls = this.#controls;
    await controls.unfold('#frames-status');
    await controls.page.locator('input#frames-file').setInputFiles(video, { timeout: 0 });
    await controls.fill({ 'tool-frames': frames, 'tool-height': height });
    await controls.select({ 'tool-sampling': sampling, 'tool-decoder': decoder });
    await controls.button('take-frames').click();
  }

  /** Asks the page to stop taking frames; does nothing when it has. */
  async cancel() {
    await this.#controls.stop('cancel-frames');
  }
}

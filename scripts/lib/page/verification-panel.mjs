/**
 * @typedef {object} VerificationStatus
 * @property {string} phase idle, working, done, failed or cancelled
 * @property {number} same letters of the shown run's last verification
 * @property {number} of how many were compared
 * @property {number} done answers of one that is going on
 * @property {number} total
 */

/** Asking some of the shown run again (VerifyPanel). */
export class VerificationPanel {
  #controls;

  /** @param {import('./controls.mjs').Controls} controls */
  constructor(controls) {
    this.#controls = controls;
  }

  /** Whether a run is shown that can be asked again. */
  async isOffered() {
    return (await this.#controls.page.locator('#verify-status').count()) > 0;
  }

  /** @returns {Promise<VerificationStatus>} */
  async status() {
    const data = await this.#controls.data('#verify-status');
    const { phase = '' } = data;
    const [same, of, done, total] = ['same', 'of', 'done', 'total'].map((key) => Number(data[key]));
    return { phase, same: same ?? 0, of: of ?? 0, done: done ?? 0, total: total ?? 0 };
  }

  /** @param {number} questions */
  async start(questions) {
    await this.#controls.fill({ 'verify-count': questions });
    await this.#controls.button('verify').click();
  }

  /** Asks the page to stop; does nothing when there is nothing to stop. */
  async cancel() {
    await this.#controls.stop('cancel-verify');
  }

  /** @returns {Promise<string>} what was found as plain text; '' when nothing is shown */
  async table() {
    const table = this.#controls.page.locator('pre#verify-table');
    return (await table.count()) === 0 ? '' : ((await table.textContent()) ?? '').trimEnd();
  }
}

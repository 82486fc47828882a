/**
 * @typedef {object} RunStatus
 * @property {string} phase idle, loading, running, paused, finished, cancelled or failed
 * @property {number} done
 * @property {number} total
 * @property {number} correct
 * @property {number} unscored
 * @property {number | null} secondsLeft
 * @property {string} provider
 * @property {string} message
 */

/** A run and its report (RunView, ReportView). */
export class RunPanel {
  #controls;

  /** @param {import('./controls.mjs').Controls} controls */
  constructor(controls) {
    this.#controls = controls;
  }

  /** @returns {Promise<RunStatus>} */
  async status() {
    const data = await this.#controls.data('#run-status');
    return {
      phase: data['phase'] ?? '',
      done: Number(data['done']),
      total: Number(data['total']),
      correct: Number(data['correct']),
      unscored: Number(data['unscored']),
      secondsLeft: data['secondsLeft'] ? Number(data['secondsLeft']) : null,
      provider: data['provider'] ?? '',
      message: data['message'] ?? '',
    };
  }

  async start() {
    await this.#controls.button('run').click();
  }

  /** Asks the page to stop; does nothing when there is nothing to stop. */
  async cancel() {
    await this.#controls.stop('cancel');
  }

  /** Waits until the page has put away what ended, shows its report and could start the next run. */
  async whenIdle() {
    await this.#controls.page
      .locator('button[data-action=run]:enabled')
      .waitFor({ state: 'attached' });
    await this.whenReported();
  }

  /** Waits until the report that is shown, if there is one, has its figures. */
  async whenReported() {
    await this.#controls.page
      .locator('#report-status[data-phase=working]')
      .waitFor({ state: 'detached' });
  }

  /** @returns {Promise<string>} the report as a text table; '' when there is none */
  async table() {
    const report = this.#controls.page.locator('pre#report-table');
    return (await report.count()) === 0 ? '' : ((await report.textContent()) ?? '').trimEnd();
  }
}

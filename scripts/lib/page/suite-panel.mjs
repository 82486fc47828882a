/**
 * @typedef {object} SuiteStatus
 * @property {string} phase idle, working, done, failed or cancelled
 * @property {number} runs how many the suite that is shown has; 0: none is shown
 */

/** Suites of runs (SuiteView). */
export class SuitePanel {
  #controls;

  /** @param {import('./controls.mjs').Controls} controls */
  constructor(controls) {
    this.#controls = controls;
  }

  /** @returns {Promise<SuiteStatus>} */
  async status() {
    const data = await this.#controls.data('#suite-status');
    return { phase: data['phase'] ?? '', runs: Number(data['runs']) };
  }

  /**
   * Chooses a suite of the model and the protocol that are chosen.
   * @param {import('../suite-option.mjs').SuiteWish} wish
   * @returns {Promise<{runs: number, questions: number, answers: number}>} what it will ask
   */
  async choose({ name, size, grid }) {
    const { page } = this.#controls;
    await this.#controls.unfold('#suite-status');
    await this.#controls.select({ suite: name, 'suite-size': size });
    if (name === 'grid') {
      const { frames, heights } = grid;
      await this.#controls.fill({
        'grid-frames': frames.join(', '),
        'grid-heights': heights.join(', '),
      });
      for (const value of [...grid.orders, ...grid.conditions])
        await page.locator(`input[type=checkbox][value=${value}]`).check();
    }
    const plan = await this.#controls.data('#suite-plan');
    const [runs, questions, answers] = ['runs', 'questions', 'answers'].map((key) =>
      Number(plan[key]),
    );
    return { runs: runs ?? 0, questions: questions ?? 0, answers: answers ?? 0 };
  }

  async start() {
    await this.#controls.button('run-suite').click();
  }

  /** @returns {Promise<string>} the suite as a text table with its sentences; '' when there is none */
  async table() {
    const table = this.#controls.page.locator('pre#suite-table');
    return (await table.count()) === 0 ? '' : ((await table.textContent()) ?? '').trimEnd();
  }
}

import { dtypes } from '../dtype-option.mjs';

/**
 * @typedef {object} ExportCheckStatus
 * @property {string} phase idle, working, done, failed or cancelled
 * @property {number} exports how many were compared; 0: none yet
 * @property {string} note what to know of how it was run
 */

/** Exports of a model against each other (ExportCheckView). */
export class ExportCheckPanel {
  #controls;

  /** @param {import('./controls.mjs').Controls} controls */
  constructor(controls) {
    this.#controls = controls;
  }

  /** @returns {Promise<ExportCheckStatus>} */
  async status() {
    const data = await this.#controls.data('#export-check-status');
    return {
      phase: data['phase'] ?? '',
      exports: Number(data['exports']),
      note: data['note'] ?? '',
    };
  }

  /**
   * Starts a check of the model and the protocol that are chosen.
   * @param {import('../export-check-option.mjs').ExportCheckWish} wish
   * @param {number} questions
   * @param {string | null} second a folder without symbolic links
   */
  async start({ formats: [reference = '', ...others], sessionsAlone }, questions, second) {
    const { page } = this.#controls;
    await this.#controls.unfold('#export-check-status');
    for (const dtype of dtypes)
      await page
        .locator(`input[name=export-${dtype}]`)
        .setChecked(dtype === reference || others.includes(dtype));
    await this.#controls.select({ 'export-reference': reference });
    await this.#controls.fill({ 'export-questions': questions });
    await page.locator('input[name=export-sessions]').setChecked(sessionsAlone);
    if (second !== null) {
      await page.locator('input#pick-second-model').setInputFiles(second, { timeout: 0 });
      await page.locator('#export-check [data-second]').waitFor({ state: 'attached' });
    }
    await this.#controls.button('run-export-check').click();
  }

  /** @returns {Promise<string>} the comparison as a text table; '' when there is none */
  async table() {
    const table = this.#controls.page.locator('pre#export-check-table');
    return (await table.count()) === 0 ? '' : ((await table.textContent()) ?? '').trimEnd();
  }
}

/**
 * @typedef {object} AuditStatus
 * @property {string} phase none, ready, checking or checked
 * @property {number} findings kinds of findings
 * @property {number} checked videos opened
 * @property {number} total videos to open
 */

/** What is missing, odd or broken in the data (AuditView). */
export class AuditPanel {
  #controls;

  /** @param {import('./controls.mjs').Controls} controls */
  constructor(controls) {
    this.#controls = controls;
  }

  /** @returns {Promise<AuditStatus>} */
  async status() {
    const data = await this.#controls.data('#audit-status');
    return {
      phase: data['phase'] ?? '',
      findings: Number(data['findings']),
      checked: Number(data['checked']),
      total: Number(data['total']),
    };
  }

  /**
   * Starts opening every video that was found.
   * @returns {Promise<boolean>} whether there is one
   */
  async checkVideos() {
    const button = this.#controls.button('check-videos');
    await this.#controls.unfold('#audit-status');
    if ((await button.count()) === 0 || (await button.isDisabled())) return false;
    await button.click();
    return true;
  }

  /** @returns {Promise<string>} what the audit found, as a text table */
  async table() {
    const table = this.#controls.page.locator('pre#audit-table');
    return ((await table.textContent()) ?? '').trimEnd();
  }
}

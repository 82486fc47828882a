import { sessionNames } from '../dtype-option.mjs';

/**
 * @typedef {import('../dtype-option.mjs').DtypeWish} DtypeWish
 *
 * @typedef {object} DownloadStatus
 * @property {string} phase idle, working, done or error
 * @property {string} code of the error; '' when there is none
 * @property {string} message
 * @property {string} file the one that is being downloaded
 * @property {number} bytes
 * @property {number} total
 */

/** The model, its number format and where it runs (ModelView, HubPanel). */
export class ModelPanel {
  #controls;

  /** @param {import('./controls.mjs').Controls} controls */
  constructor(controls) {
    this.#controls = controls;
  }

  /** @returns {Promise<{phase: string, message: string}>} */
  async status() {
    const { phase = '', message = '' } = await this.#controls.data('#model-status');
    return { phase, message };
  }

  /**
   * @param {{kind: 'demo'} | {kind: 'folder', folder: string} | {kind: 'zip', file: string}} model a folder without
   *   symbolic links
   * @param {DtypeWish} dtype
   * @param {string} device
   */
  async choose(model, dtype, device) {
    const { page } = this.#controls;
    if (model.kind === 'folder')
      await page.locator('input#pick-model').setInputFiles(model.folder, { timeout: 0 });
    if (model.kind === 'zip') {
      await page.locator('input#pick-model-zip').setInputFiles(model.file, { timeout: 0 });
      await page
        .locator('button[data-action=pick-model-zip]:enabled')
        .waitFor({ state: 'attached', timeout: 0 });
    }
    await this.#controls.select({ model: model.kind === 'demo' ? 'demo' : 'folder' });
    await this.#chooseFormat(dtype, device);
  }

  /** @param {DtypeWish} dtype @param {string} device */
  async #chooseFormat(dtype, device) {
    await this.#controls.select({ device });
    if (typeof dtype === 'string') {
      await this.#controls.select({ dtype });
      return;
    }
    await this.#controls.unfold(`select[name=dtype-${sessionNames[0]}]`);
    for (const name of sessionNames)
      await this.#controls.select({ [`dtype-${name}`]: dtype[name] });
  }

  /**
   * Starts the download of a hub's model, which the page then uses.
   * @param {{id: string, revision: string}} model
   * @param {DtypeWish} dtype
   * @param {string} device
   */
  async startDownload({ id, revision }, dtype, device) {
    await this.openHub();
    await this.#chooseFormat(dtype, device);
    await this.#controls.fill({ 'hub-id': id, 'hub-revision': revision });
    await this.#controls.button('download-model').click();
  }

  /** Opens the panel of the hub's models. */
  async openHub() {
    await this.#controls.unfold('details#hub');
    await this.#controls.page.locator('#hub-status').waitFor({ state: 'attached' });
  }

  /** @returns {Promise<DownloadStatus>} */
  async downloadStatus() {
    const data = await this.#controls.data('#hub-status');
    return {
      phase: data['phase'] ?? '',
      code: data['code'] ?? '',
      message: data['message'] ?? '',
      file: data['file'] ?? '',
      bytes: Number(data['bytes']),
      total: Number(data['total']),
    };
  }

  /**
   * Uses a model of the hub that is kept whole.
   * @param {string} id
   * @param {string | null} commit null: what was kept last
   * @returns {Promise<string | null>} its commit; null when there is none
   */
  async useKept(id, commit) {
    await this.openHub();
    const kept = this.#controls.page.locator(
      `[data-kept="${id}"][data-complete=true]${commit === null ? '' : `[data-revision="${commit}"]`}`,
    );
    if ((await kept.count()) === 0) return null;
    const use = kept.first().locator('button[data-action=use-model]');
    if (await use.isEnabled()) await use.click();
    return kept.first().getAttribute('data-revision');
  }

  /** Asks the page to stop a download; does nothing when it has. */
  async cancelDownload() {
    await this.#controls.stop('cancel-download');
  }
}

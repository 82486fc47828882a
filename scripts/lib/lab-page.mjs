import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { folderContents } from './linked-files.mjs';
import { ScriptError } from './project.mjs';

/**
 * The page's own controls, as a visitor uses them. What it reads are the attributes that the page's status elements
 * (`#dataset-status`, `#model-status`, `#hub-status`, `#run-status`,
 * `#audit-status`, `#frames-status`) carry for this purpose.
 */

/**
 * @typedef {object} DatasetStatus
 * @property {string} phase empty, reading, ready or error
 * @property {number} samples
 * @property {number} runnable questions whose media are there
 * @property {number} missingVideos
 * @property {number} missingImages
 * @property {string} sideTable name of the one in use; '' when there is none
 * @property {string} mediaList likewise
 * @property {string} message
 *
 * @typedef {object} RunStatus
 * @property {string} phase idle, loading, running, paused, finished, cancelled or failed
 * @property {number} done
 * @property {number} total
 * @property {number} correct
 * @property {number} unscored
 * @property {number | null} secondsLeft
 * @property {string} provider
 * @property {string} message
 *
 * @typedef {object} AuditStatus
 * @property {string} phase none, ready, checking or checked
 * @property {number} findings kinds of findings
 * @property {number} checked videos opened
 * @property {number} total videos to open
 *
 * @typedef {object} DownloadStatus
 * @property {string} phase idle, working, done or error
 * @property {string} message
 * @property {string} file the one that is being downloaded
 * @property {number} bytes
 * @property {number} total
 *
 * @typedef {object} FramesStatus
 * @property {string} phase idle, opening, decoding, done, cancelled or failed
 * @property {number} done
 * @property {number} total
 * @property {string} code of the error; '' when there is none
 * @property {string} message
 */

export class LabPage {
  /** @param {import('playwright').Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {string} url the built page's address */
  async open(url) {
    await this.page.goto(url);
    await this.page.locator('#dataset-status').waitFor({ state: 'attached' });
  }

  /** @param {string} action */
  button(action) {
    return this.page.locator(`button[data-action="${action}"]`);
  }

  /** @param {string} selector @returns {Promise<Record<string, string | undefined>>} its data attributes */
  #data(selector) {
    return this.page.locator(selector).evaluate((element) => ({
      .../** @type {HTMLElement} */ (element).dataset,
    }));
  }

  /** @returns {Promise<DatasetStatus>} */
  async datasetStatus() {
    const data = await this.#data('#dataset-status');
    return {
      phase: data['phase'] ?? '',
      samples: Number(data['samples']),
      runnable: Number(data['runnable']),
      missingVideos: Number(data['missingVideos']),
      missingImages: Number(data['missingImages']),
      sideTable: data['sideTable'] ?? '',
      mediaList: data['mediaList'] ?? '',
      message: data['message'] ?? '',
    };
  }

  /** @returns {Promise<{phase: string, message: string}>} */
  async modelStatus() {
    const { phase = '', message = '' } = await this.#data('#model-status');
    return { phase, message };
  }

  /** @returns {Promise<RunStatus>} */
  async runStatus() {
    const data = await this.#data('#run-status');
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

  /** Waits until files that were just given are read. */
  async #whenRead() {
    await this.page.waitForFunction(
      () =>
        document.querySelector('#dataset-status')?.getAttribute('data-phase') !== 'reading' &&
        !document.querySelector('#pick-files')?.matches(':disabled'),
      undefined,
      { timeout: 0 },
    );
  }

  async loadDemo() {
    await this.button('load-demo').click();
    await this.page
      .locator('#dataset-status:is([data-phase=ready], [data-phase=error])')
      .waitFor({ state: 'attached', timeout: 0 });
    await this.#whenRead();
  }

  /** @param {readonly string[]} files */
  async addFiles(files) {
    await this.page.locator('input#pick-files').setInputFiles([...files], { timeout: 0 });
    await this.#whenRead();
  }

  /**
   * Gives a folder of media: its files, and those that links in it lead to.
   * @param {string} folder
   * @throws ScriptError when it holds no file: the browser would not notice that one was picked
   */
  async addFolder(folder) {
    const { plain, linked } = folderContents(folder);
    if (plain + linked.length === 0)
      throw new ScriptError(`The folder ${folder} is empty: name the one that holds the files.`);
    if (plain > 0) {
      await this.page.locator('input#pick-folder').setInputFiles(folder, { timeout: 0 });
      await this.#whenRead();
    }
    if (linked.length > 0) await this.addFiles(linked);
  }

  /**
   * @param {{kind: 'demo'} | {kind: 'folder', folder: string} | {kind: 'zip', file: string}} model a folder without
   *   symbolic links
   * @param {string} dtype
   * @param {string} device
   */
  async chooseModel(model, dtype, device) {
    if (model.kind === 'folder')
      await this.page.locator('input#pick-model').setInputFiles(model.folder, { timeout: 0 });
    if (model.kind === 'zip') {
      await this.page.locator('input#pick-model-zip').setInputFiles(model.file, { timeout: 0 });
      await this.page
        .locator('button[data-action=pick-model-zip]:enabled')
        .waitFor({ state: 'attached', timeout: 0 });
    }
    const given = model.kind === 'demo' ? 'demo' : 'folder';
    await this.page.locator('select[name=model]').selectOption(given);
    await this.#chooseFormat(dtype, device);
  }

  /** @param {string} dtype @param {string} device */
  async #chooseFormat(dtype, device) {
    await this.page.locator('select[name=dtype]').selectOption(dtype);
    await this.page.locator('select[name=device]').selectOption(device);
  }

  /**
   * Starts the download of a hub's model, which the page then uses.
   * @param {{id: string, revision: string}} model
   * @param {string} dtype
   * @param {string} device
   */
  async startDownload({ id, revision }, dtype, device) {
    await this.openHub();
    await this.#chooseFormat(dtype, device);
    await this.page.locator('input[name=hub-id]').fill(id);
    await this.page.locator('input[name=hub-revision]').fill(revision);
    await this.button('download-model').click();
  }

  /** Opens the panel of the hub's models. */
  async openHub() {
    await this.#unfold('details#hub');
    await this.page.locator('#hub-status').waitFor({ state: 'attached' });
  }

  /** @returns {Promise<DownloadStatus>} */
  async downloadStatus() {
    const data = await this.#data('#hub-status');
    return {
      phase: data['phase'] ?? '',
      message: data['message'] ?? '',
      file: data['file'] ?? '',
      bytes: Number(data['bytes']),
      total: Number(data['total']),
    };
  }

  /** Asks the page to stop a download; does nothing when it has. */
  async cancelDownload() {
    await this.button('cancel-download')
      .click({ timeout: 1000 })
      .catch(() => undefined);
  }

  /** @param {import('./eval-arguments.mjs').Protocol} protocol */
  async setProtocol(protocol) {
    const { sampling, decoder, order, condition, limit, timestamps, imageSplitting } = protocol;
    for (const [name, value] of Object.entries({ sampling, decoder, order, condition }))
      await this.page.locator(`select[name=${name}]`).selectOption(value);
    const { frames, height, seed, rotations } = protocol;
    for (const [name, value] of Object.entries({ frames, height, seed, rotations }))
      await this.page.locator(`input[name=${name}]`).fill(String(value));
    await this.page.locator('input[name=limit]').fill(limit === null ? '' : String(limit));
    await this.page.locator('input[name=timestamps]').setChecked(timestamps);
    await this.page.locator('input[name=image-splitting]').setChecked(imageSplitting);
  }

  async run() {
    await this.button('run').click();
  }

  /** Asks the page to stop; does nothing when there is nothing to stop. */
  async cancel() {
    await this.button('cancel')
      .click({ timeout: 1000 })
      .catch(() => undefined);
  }

  /** @returns {Promise<AuditStatus>} */
  async auditStatus() {
    const data = await this.#data('#audit-status');
    return {
      phase: data['phase'] ?? '',
      findings: Number(data['findings']),
      checked: Number(data['checked']),
      total: Number(data['total']),
    };
  }

  /** @param {number} frames how many of each video */
  async setFrames(frames) {
    await this.page.locator('input[name=frames]').fill(String(frames));
  }

  /**
   * Starts opening every video that was found.
   * @returns {Promise<boolean>} whether there is one
   */
  async checkVideos() {
    const button = this.button('check-videos');
    await this.#unfold('#audit-status');
    if ((await button.count()) === 0 || (await button.isDisabled())) return false;
    await button.click();
    return true;
  }

  /** @returns {Promise<string>} what the audit found, as a text table */
  async auditTable() {
    return ((await this.page.locator('pre#audit-table').textContent()) ?? '').trimEnd();
  }

  /**
   * Opens the panels that something lies in: what is folded away cannot be clicked.
   * @param {string} selector
   */
  async #unfold(selector) {
    await this.page.locator(selector).evaluate((element) => {
      for (
        let panel = element.closest('details');
        panel;
        panel = panel.parentElement?.closest('details') ?? null
      )
        panel.open = true;
    });
  }

  /** @returns {Promise<FramesStatus>} */
  async framesStatus() {
    const data = await this.#data('#frames-status');
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
   * @param {import('./frames-arguments.mjs').FrameWish} wish
   */
  async takeFrames(video, { frames, height, sampling, decoder }) {
    await this.#unfold('#frames-status');
    await this.page.locator('input#frames-file').setInputFiles(video, { timeout: 0 });
    for (const [name, value] of Object.entries({ frames, height }))
      await this.page.locator(`input[name=tool-${name}]`).fill(String(value));
    for (const [name, value] of Object.entries({ sampling, decoder }))
      await this.page.locator(`select[name=tool-${name}]`).selectOption(value);
    await this.button('take-frames').click();
  }

  /** Asks the page to stop taking frames; does nothing when it has. */
  async cancelFrames() {
    await this.button('cancel-frames')
      .click({ timeout: 1000 })
      .catch(() => undefined);
  }

  /** Waits until the page has put away what ended and could start the next run. */
  async whenIdle() {
    await this.page.locator('button[data-action=run]:enabled').waitFor({ state: 'attached' });
  }

  /** @returns {Promise<string>} the report as a text table; '' when there is none */
  async table() {
    const report = this.page.locator('pre#report-table');
    return (await report.count()) === 0 ? '' : ((await report.textContent()) ?? '').trimEnd();
  }

  /**
   * Saves what one of the page's export buttons gives. The file is there whole or not at all.
   * @param {'export-results' | 'export-log' | 'export-report' | 'export-frames' | 'export-audit'} action
   * @param {string} file absolute path
   */
  async save(action, file) {
    const partial = `${file}.${process.pid}.partial`;
    mkdirSync(path.dirname(file), { recursive: true });
    try {
      const [download] = await Promise.all([
        this.page.waitForEvent('download'),
        this.button(action).click(),
      ]);
      await download.saveAs(partial);
      renameSync(partial, file);
    } finally {
      rmSync(partial, { force: true });
    }
  }
}

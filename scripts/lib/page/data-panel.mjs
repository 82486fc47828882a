import { folderContents } from '../linked-files.mjs';
import { ScriptError } from '../project.mjs';

/**
 * @typedef {object} DatasetStatus
 * @property {string} phase empty, reading, ready or error
 * @property {number} samples
 * @property {string} sha256 of the question file; '' when there is none
 * @property {number} runnable questions whose media are there
 * @property {number} missingVideos
 * @property {number} missingImages
 * @property {string} sideTable name of the one in use; '' when there is none
 * @property {string} mediaList likewise
 * @property {string} message
 */

/** Questions and media (DataView). */
export class DataPanel {
  #controls;

  /** @param {import('./controls.mjs').Controls} controls */
  constructor(controls) {
    this.#controls = controls;
  }

  /** @returns {Promise<DatasetStatus>} */
  async status() {
    const data = await this.#controls.data('#dataset-status');
    return {
      phase: data['phase'] ?? '',
      samples: Number(data['samples']),
      sha256: data['sha256'] ?? '',
      runnable: Number(data['runnable']),
      missingVideos: Number(data['missingVideos']),
      missingImages: Number(data['missingImages']),
      sideTable: data['sideTable'] ?? '',
      mediaList: data['mediaList'] ?? '',
      message: data['message'] ?? '',
    };
  }

  /** Waits until files that were just given are read, and logs among them are runs. */
  async #whenRead() {
    await this.#controls.page.waitForFunction(
      () =>
        document.querySelector('#dataset-status')?.getAttribute('data-phase') !== 'reading' &&
        document.querySelector('button[data-action=load-demo]')?.matches(':enabled') === true,
      undefined,
      { timeout: 0 },
    );
  }

  async loadDemo() {
    await this.#controls.button('load-demo').click();
    await this.#controls.page
      .locator('#dataset-status:is([data-phase=ready], [data-phase=error])')
      .waitFor({ state: 'attached', timeout: 0 });
    await this.#whenRead();
  }

  /** @param {readonly string[]} files */
  async addFiles(files) {
    const { page } = this.#controls;
    await page.locator('input#pick-files').setInputFiles([...files], { timeout: 0 });
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
      const { page } = this.#controls;
      await page.locator('input#pick-folder').setInputFiles(folder, { timeout: 0 });
      await this.#whenRead();
    }
    if (linked.length > 0) await this.addFiles(linked);
  }
}

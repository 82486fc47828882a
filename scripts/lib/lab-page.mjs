import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ScriptError } from './project.mjs';
import { AuditPanel } from './page/audit-panel.mjs';
import { Controls } from './page/controls.mjs';
import { DataPanel } from './page/data-panel.mjs';
import { ExportCheckPanel } from './page/export-check-panel.mjs';
import { FramesPanel } from './page/frames-panel.mjs';
import { ModelPanel } from './page/model-panel.mjs';
import { ProtocolPanel } from './page/protocol-panel.mjs';
import { RunPanel } from './page/run-panel.mjs';
import { SuitePanel } from './page/suite-panel.mjs';
import { VerificationPanel } from './page/verification-panel.mjs';

/**
 * The page's own controls, as a visitor uses them, panel by panel. What is read are the attributes that the page's
 * status elements (`#dataset-status`, `#model-status`, `#hub-status`, `#run-status`, `#audit-status`,
 * `#frames-status`, `#export-check-status`, `#suite-status`, `#verify-status`) carry for this purpose.
 */
export class LabPage {
  #controls;

  /** @param {import('playwright').Page} page */
  constructor(page) {
    this.page = page;
    this.#controls = new Controls(page);
    this.data = new DataPanel(this.#controls);
    this.model = new ModelPanel(this.#controls);
    this.protocol = new ProtocolPanel(this.#controls);
    this.run = new RunPanel(this.#controls);
    this.audit = new AuditPanel(this.#controls);
    this.suite = new SuitePanel(this.#controls);
    this.exports = new ExportCheckPanel(this.#controls);
    this.verification = new VerificationPanel(this.#controls);
    this.frames = new FramesPanel(this.#controls);
  }

  /** @param {string} url the built page's address */
  async open(url) {
    await this.page.goto(url);
    await this.page.locator('#dataset-status').waitFor({ state: 'attached' });
  }

  /** @param {string} action */
  button(action) {
    return this.#controls.button(action);
  }

  /**
   * Saves what one of the page's export buttons gives. The file is there whole or not at all.
   * @param {'export-results' | 'export-log' | 'export-report' | 'export-frames' | 'export-audit' | 'export-check-report' | 'export-verification'} action
   * @param {string} file absolute path
   */
  async save(action, file) {
    const partial = `${file}.${process.pid}.partial`;
    mkdirSync(path.dirname(file), { recursive: true });
    try {
      await this.#controls.unfold(`button[data-action="${action}"]`);
      const refused = this.page.locator(
        `#export-refused[data-format="${action.replace(/^export-/, '')}"]`,
      );
      const [download] = await Promise.all([
        Promise.race([
          this.page.waitForEvent('download'),
          refused.textContent().then((reason) => {
            throw new ScriptError((reason ?? '').trim());
          }),
        ]),
        this.button(action).click(),
      ]);
      await download.saveAs(partial);
      renameSync(partial, file);
    } finally {
      rmSync(partial, { force: true });
    }
  }
}

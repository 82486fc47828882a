/** What the page's panels have in common: buttons by their action, and the attributes of status elements. */
export class Controls {
  /** @param {import('playwright').Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {string} action */
  button(action) {
    return this.page.locator(`button[data-action="${action}"]`);
  }

  /**
   * Presses a button that ends something; does nothing when that has ended by itself.
   * @param {string} action
   */
  async stop(action) {
    await this.button(action)
      .click({ timeout: 1000 })
      .catch(() => undefined);
  }

  /** @param {string} selector @returns {Promise<Record<string, string | undefined>>} its data attributes */
  data(selector) {
    return this.page.locator(selector).evaluate((element) => ({
      .../** @type {HTMLElement} */ (element).dataset,
    }));
  }

  /** @param {Readonly<Record<string, string>>} values words by the select's name */
  async select(values) {
    for (const [name, value] of Object.entries(values))
      await this.page.locator(`select[name=${name}]`).selectOption(value);
  }

  /** @param {Readonly<Record<string, string | number>>} values by the field's name */
  async fill(values) {
    for (const [name, value] of Object.entries(values))
      await this.page.locator(`input[name=${name}]`).fill(String(value));
  }

  /**
   * Opens the panels that something lies in: what is folded away cannot be clicked.
   * @param {string} selector
   */
  async unfold(selector) {
    await this.page.locator(selector).evaluate((element) => {
      for (
        let panel = element.closest('details');
        panel;
        panel = panel.parentElement?.closest('details') ?? null
      )
        panel.open = true;
    });
  }
}

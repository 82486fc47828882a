import { asAppError } from '../../domain/index.js';

/** What the visitor asked for: one thing at a time, and what went wrong with it. */
export class Tasks {
  /** Of the last one; '' where it went well. */
  error = $state('');
  busy = $state(false);

  /** Does something that was asked for; what goes wrong is shown, never lost. */
  async run(work: () => Promise<void>): Promise<void> {
    this.error = '';
    const outermost = !this.busy;
    this.busy = true;
    try {
      await work();
    } catch (thrown) {
      const { code, message } = asAppError(thrown);
      // What the visitor cancelled is no error.
      if (code !== 'cancelled') this.error = message;
    } finally {
      if (outermost) this.busy = false;
    }
  }
}

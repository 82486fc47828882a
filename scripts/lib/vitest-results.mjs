import { writeFileSync } from 'node:fs';

/** @param {unknown} error */
const firstLines = (error) => {
  const { name = 'Error', message = String(error) } = /** @type {Partial<Error>} */ (error ?? {});
  return `${name}: ${message}`.split('\n').slice(0, 3).join(' ');
};

/**
 * A Vitest reporter that writes one outcome a test to the file named by TEST_RESULTS_FILE. The JSON reporter of Vitest
 * leaves out why a test was skipped and what failed outside of any test.
 */
export default class VitestResults {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env['TEST_RESULTS_FILE'];
    if (!file) throw new Error('TEST_RESULTS_FILE is not set');
    /** @type {import('./test-results.mjs').TestOutcome[]} */
    const outcomes = [];
    for (const module of modules) {
      const name = module.relativeModuleId;
      for (const test of module.children.allTests()) {
        const result = test.result();
        outcomes.push({
          name: `${name} > ${test.fullName}`,
          state: result.state === 'pending' ? 'failed' : result.state,
          reason:
            result.state === 'failed'
              ? result.errors.map(firstLines).join(' / ')
              : result.state === 'skipped'
                ? (result.note ?? null)
                : result.state === 'pending'
                  ? 'it never ended'
                  : null,
        });
      }
      for (const error of [
        ...module.errors(),
        ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
      ])
        outcomes.push({ name: `${name} > the file`, state: 'failed', reason: firstLines(error) });
    }
    for (const error of unhandledErrors)
      outcomes.push({
        name: 'an error outside of any test',
        state: 'failed',
        reason: firstLines(error),
      });
    writeFileSync(file, JSON.stringify(outcomes));
  }
}

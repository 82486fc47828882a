/**
 * @typedef {object} TestOutcome
 * @property {string} name
 * @property {'passed' | 'failed' | 'skipped'} state
 * @property {string | null} reason why it failed or was skipped
 */

/**
 * What a finished test run says: every failed and every skipped test by name with its reason, then the count.
 * @param {readonly TestOutcome[]} outcomes
 * @returns {{text: string, exitCode: 0 | 1}} the text's last line is `N passed, N failed`, with `, N skipped` when
 *   there are any; the exit code is 0 when something passed and nothing failed
 */
export function summarise(outcomes) {
  /** @param {TestOutcome['state']} state */
  const having = (state) => outcomes.filter((outcome) => outcome.state === state);
  /** @param {TestOutcome} outcome */
  const line = ({ name, reason }) => `  ${name}${reason ? `: ${reason}` : ''}`;
  const [passed, failed, skipped] = [having('passed'), having('failed'), having('skipped')];
  const lines = [
    ...(failed.length > 0 ? ['Failed:', ...failed.map(line), ''] : []),
    ...(skipped.length > 0
      ? ['Skipped (the name says why where no reason follows):', ...skipped.map(line), '']
      : []),
    `${passed.length} passed, ${failed.length} failed` +
      (skipped.length > 0 ? `, ${skipped.length} skipped` : ''),
  ];
  return {
    text: lines.join('\n'),
    exitCode: failed.length === 0 && passed.length > 0 ? 0 : 1,
  };
}

import { followGroup } from './follow-group.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

/** @param {string} text */
const say = (text) => {
  console.error(text);
};

/**
 * Runs a suite of the model and the protocol that were given, prints its table and writes the files that were asked for.
 * @param {LabPage} lab
 * @param {import('./eval-arguments.mjs').EvalOptions} options
 * @param {import('./suite-option.mjs').SuiteWish} wish
 * @param {AbortSignal} interrupted
 * @returns {Promise<0 | 1 | 130>}
 */
export async function runSuite(lab, { outputs }, wish, interrupted) {
  const { runs, questions, answers } = await lab.suite.choose(wish);
  if (answers === 0) {
    say('No question of this suite can be asked.');
    return 1;
  }
  say(`${runs} runs of ${questions} questions: ${answers} answers`);
  await lab.suite.start();
  const { phase, runs: made } = await followGroup(lab, lab.suite, interrupted);
  if (made > 0) {
    console.log(await lab.suite.table());
    for (const [format, file] of Object.entries(outputs))
      if (file !== null) {
        await lab.save(`export-suite-${format}`, file);
        say(`Written: ${file}`);
      }
  }
  if (phase === 'done') return 0;
  if (interrupted.aborted) return 130;
  say((await lab.run.status()).message);
  return 1;
}

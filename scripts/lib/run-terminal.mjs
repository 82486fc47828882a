import { ensureInstalled } from './install.mjs';
import { runMain } from './project.mjs';

/** The first Ctrl-C ends the work in order, the second at once. */
function interruption() {
  const interrupt = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    if (!interrupt.signal.aborted) {
      firstAt = Date.now();
      interrupt.abort();
      console.error('\nStopping and saving; once more ends at once.');
    } else if (Date.now() - firstAt > 1000) {
      // npm passes on what the terminal has sent already: two at once are one Ctrl-C.
      process.exit(130);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return interrupt.signal;
}

/**
 * Runs a command that drives the page: installs what is missing, reads the command line, sets the exit code (2 for
 * wrong usage).
 * @template Options
 * @param {string} name of the npm script
 * @param {() => Promise<{
 *   parse: (argv: readonly string[]) => Options | {help: string},
 *   run: (options: Options, interrupted: AbortSignal) => Promise<number>,
 * }>} load imports the command: only once the packages are installed can it be
 */
export const runTerminal = (name, load) =>
  runMain(async () => {
    await ensureInstalled();
    const [{ UsageError }, { parse, run }] = await Promise.all([
      import('./option-values.mjs'),
      load(),
    ]);
    let options;
    try {
      options = parse(process.argv.slice(2));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      console.error(`${error.message}\nnpm run ${name} -- --help lists the options.`);
      return 2;
    }
    if (typeof options === 'object' && options !== null && 'help' in options) {
      console.log(options.help);
      return 0;
    }
    return run(/** @type {Options} */ (options), interruption());
  });

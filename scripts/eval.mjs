// `npm run eval -- ...`: evaluates a model from a terminal, with the built page in a headless Chromium.
import { ensureInstalled } from './lib/install.mjs';
import { runMain } from './lib/project.mjs';

await runMain(async () => {
  await ensureInstalled();
  const [{ parseArguments }, { UsageError }, { runEvaluation }] = await Promise.all([
    import('./lib/eval-arguments.mjs'),
    import('./lib/eval-reference.mjs'),
    import('./lib/eval-run.mjs'),
  ]);
  let options;
  try {
    options = parseArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\nnpm run eval -- --help lists the options.`);
    return 2;
  }
  if ('help' in options) {
    console.log(options.help);
    return 0;
  }

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
  return runEvaluation(options, interrupt.signal);
});

// `npm run eval -- ...`: evaluates a model from a terminal, with the built page in a headless Chromium.
import { runTerminal } from './lib/run-terminal.mjs';

await runTerminal('eval', async () => {
  const rescoring = await import('./lib/rescore-arguments.mjs');
  if (rescoring.asksToRescore(process.argv.slice(2))) {
    const { runRescoring } = await import('./lib/rescore-run.mjs');
    return { parse: rescoring.parseRescoring, run: runRescoring };
  }
  const [{ parseArguments }, { runEvaluation }] = await Promise.all([
    import('./lib/eval-arguments.mjs'),
    import('./lib/eval-run.mjs'),
  ]);
  return { parse: parseArguments, run: runEvaluation };
});

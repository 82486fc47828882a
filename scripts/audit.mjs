// `npm run audit -- ...`: says what is missing, odd or broken in a data set, with the built page in a headless Chromium.
import { runTerminal } from './lib/run-terminal.mjs';

await runTerminal('audit', async () => {
  const [{ parseArguments }, { runAudit }] = await Promise.all([
    import('./lib/audit-arguments.mjs'),
    import('./lib/audit-run.mjs'),
  ]);
  return { parse: parseArguments, run: runAudit };
});

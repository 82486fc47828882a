// `npm run frames -- ...`: writes frames of a video as PNG, decoded by the built page in a headless Chromium.
import { runTerminal } from './lib/run-terminal.mjs';

await runTerminal('frames', async () => {
  const [{ parseArguments }, { takeFrames }] = await Promise.all([
    import('./lib/frames-arguments.mjs'),
    import('./lib/frames-run.mjs'),
  ]);
  return { parse: parseArguments, run: takeFrames };
});

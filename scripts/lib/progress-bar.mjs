import { Presets, SingleBar } from 'cli-progress';

/** A progress bar on standard error: in a terminal it moves, elsewhere it is a line now and then. */
export const progressBar = () =>
  new SingleBar(
    {
      stream: process.stderr,
      format: '{bar} {value}/{total} | {state}',
      noTTYOutput: true,
      notTTYSchedule: 15_000,
      hideCursor: true,
      // Ctrl-C is the runner's to answer.
      gracefulExit: false,
    },
    Presets.rect,
  );

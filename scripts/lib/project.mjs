import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, wherever the command was started. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What these scripts remember between calls; gone with node_modules. */
export const cacheFolder = path.join(root, 'node_modules', '.cache', 'ivbench-lab');

/** A failure that is explained by its message alone: scripts print it without a stack. */
export class ScriptError extends Error {
  /**
   * @param {string} message what happened and what to do
   * @param {ErrorOptions} [options]
   */
  constructor(message, options) {
    super(message, options);
    this.name = 'ScriptError';
  }
}

/**
 * Runs a script's main function and sets the exit code: 1 with the message when it fails.
 * @param {() => Promise<number | void>} main gives the exit code, or nothing for 0
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof ScriptError ? error.message : error);
    process.exitCode = 1;
  }
}

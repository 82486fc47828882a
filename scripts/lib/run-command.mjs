import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './project.mjs';

const running = new Set();

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalTree(child, signal) {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/** Ends every command that still runs, with all it started. */
export function stopCommands() {
  for (const child of running) signalTree(child, 'SIGKILL');
}

/**
 * @typedef {object} CommandResult
 * @property {number} code the exit code; 1 when a signal ended it or it could not be started
 * @property {boolean} timedOut
 * @property {string} output standard output and error in the order they came, where captured; else ''
 */

/**
 * Runs a program without a shell, so that paths with spaces need no quoting, and without standard input.
 * It gets its own process group, so that a time-out ends what it started, too.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, timeoutMs?: number, shell?: boolean}} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(program, args, options = {}) {
  const { cwd = root, env = process.env, capture = false, timeoutMs, shell = false } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      shell,
      detached: process.platform !== 'win32',
      stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    });
    running.add(child);
    let output = '';
    let timedOut = false;
    /** @param {Buffer} chunk */
    const collect = (chunk) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            signalTree(child, 'SIGKILL');
          }, timeoutMs);
    /** @param {number} code */
    const finish = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, timedOut, output });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(1);
    });
    child.on('close', (code) => {
      finish(code ?? 1);
    });
  });
}

/**
 * Runs npm: the one this process was started by, else the one beside this Node, else the one on the PATH.
 * @param {readonly string[]} args
 */
export function runNpm(args) {
  const beside = path.join(
    path.dirname(process.execPath),
    'node_modules',
    'npm',
    'bin',
    'npm-cli.js',
  );
  const cli = [process.env['npm_execpath'], beside].find(
    (file) => file !== undefined && /npm-cli\.c?js$/.test(file) && existsSync(file),
  );
  return cli === undefined
    ? runCommand('npm', args, { shell: process.platform === 'win32' })
    : runCommand(process.execPath, [cli, ...args]);
}

/**
 * Runs a package's command-line program of node_modules.
 * @param {string} file path inside node_modules
 * @param {readonly string[]} args
 * @param {Parameters<typeof runCommand>[2]} [options]
 */
export const runPackage = (file, args, options) =>
  runCommand(process.execPath, [path.join(root, 'node_modules', file), ...args], options);

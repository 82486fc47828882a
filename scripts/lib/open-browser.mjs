import { spawn } from 'node:child_process';

/** @returns {readonly [string, readonly string[]] | null} the program that opens an address, and its arguments */
function opener() {
  if (process.platform === 'darwin') return ['open', []];
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler']];
  const hasScreen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  return hasScreen ? ['xdg-open', []] : null;
}

/**
 * Opens the visitor's browser where there is one; a machine without is no failure, the address was printed.
 * @param {string} url
 */
export function openBrowser(url) {
  const found = opener();
  if (!found) return;
  const [program, args] = found;
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

import { createServer } from 'node:http';
import { contentSecurityPolicy, isolationHeaders } from '../headers.mjs';
import { forwardToHub, hubFolder } from './forward-hub.mjs';
import { ScriptError } from './project.mjs';

/** Loopback only: the page is for whoever sits at this machine. */
const host = '127.0.0.1';

/** Node's five seconds are less than a busy machine may pause between two requests: the second would find its connection closed. */
const keepAliveMs = 120_000;

/**
 * @typedef {object} RunningServer
 * @property {string} url the page's address, ending in a slash
 * @property {() => Promise<void>} close
 */

/**
 * Serves a folder on loopback with the headers that the page is meant to have: cross-origin isolation (threaded
 * wasm needs it) and the content security policy, on every response, since a worker takes its policy from its own.
 * Files are read anew each time and revalidated by ETag.
 * @param {string} folder
 * @param {{port?: number, anyPort?: boolean, base?: string, hub?: string}} [options] `port` 0: any free one; `anyPort`:
 *   the next free one when it is taken; `base`: the path it is put under, beginning and ending in a slash; `hub`: a
 *   mirror of the model hub, passed on under `hub/`
 * @returns {Promise<RunningServer>}
 * @throws ScriptError when the port is taken
 */
export async function serveFolder(folder, { port = 0, anyPort = false, base = '/', hub } = {}) {
  const { default: sirv } = await import('sirv');
  const files = sirv(folder, { dev: true, etag: true });

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(isolationHeaders)) response.setHeader(name, value);
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    /** @param {number} status @param {string} text */
    const refuse = (status, text) => {
      response.writeHead(status, { 'Content-Type': 'text/plain;charset=utf-8' }).end(`${text}\n`);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(405, 'Only GET and HEAD are served here.');
      return;
    }
    const url = request.url ?? '/';
    if (!url.startsWith(base)) {
      refuse(404, 'Not found.');
      return;
    }
    request.url = url.slice(base.length - 1);
    if (hub !== undefined && request.url.startsWith(`/${hubFolder}`)) {
      void forwardToHub(hub, request.url.slice(hubFolder.length + 1), request, response);
      return;
    }
    // sirv misreads the other forms of Range; RFC 9110 lets a server answer those in full.
    if (!/^bytes=\d+-\d*$/.test(request.headers.range ?? '')) delete request.headers.range;
    files(request, response, () => {
      refuse(404, 'Not found.');
    });
  });
  server.keepAliveTimeout = keepAliveMs;

  const taken = await listen(server, port, anyPort ? 20 : 1);
  return {
    url: `http://${host}:${taken}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @param {number} attempts how many ports, from this one on, to try
 * @returns {Promise<number>} the port it listens on
 */
async function listen(server, port, attempts) {
  for (let next = port; next < port + attempts; next++) {
    const error = await new Promise((resolve) => {
      server.once('error', resolve);
      server.listen(next, host, () => {
        server.off('error', resolve);
        resolve(null);
      });
    });
    const address = server.address();
    if (error === null && address !== null && typeof address === 'object') return address.port;
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE')
      throw new ScriptError(`Port ${next} cannot be used: ${/** @type {Error} */ (error).message}`);
  }
  throw new ScriptError(`Port ${port} is taken: name another one with --port.`);
}

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Where a mirror of the hub answers on the page's own server, below the page: its policy lets the page call no other
 * host than the hub itself.
 */
export const hubFolder = 'hub/';

const kept = ['content-type', 'content-range', 'link', 'x-error-code'];

/**
 * Passes a request on to a hub of models and its answer back, redirects followed here.
 * @param {string} hub the hub's address, without a slash at its end
 * @param {string} path behind `hubFolder`
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function forwardToHub(hub, path, request, response) {
  const { range } = request.headers;
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  try {
    const answer = await fetch(`${hub}/${path}`, {
      headers: range === undefined ? {} : { range },
      signal: gone.signal,
    });
    for (const name of kept) {
      const value = answer.headers.get(name);
      if (value !== null) response.setHeader(name, value);
    }
    const length = answer.headers.get('content-length');
    // fetch has unpacked what came packed: its length is another.
    if (length !== null && !answer.headers.has('content-encoding'))
      response.setHeader('content-length', length);
    response.writeHead(answer.status);
    if (answer.body) await pipeline(Readable.fromWeb(answer.body), response);
    else response.end();
  } catch {
    // What breaks on the hub's side breaks on the page's side: it knows what to make of that.
    response.destroy();
  }
}

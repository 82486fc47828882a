import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { hubDemo } from './hub-model.js';

/**
 * A hub of models on loopback, in the layout of https://huggingface.co: the commit of a branch, pages of a tree, files
 * that redirect to a store, ranges, errors with X-Error-Code, CORS. Addresses begin with `/{session}/{fault}`: each
 * session has a log of its own (`/{session}/log`), and a fault happens once in it.
 */

const hubCommit = hubDemo.revision;

export type HubFault =
  | 'none'
  /** The connection breaks in the middle of the decoder's weights. */
  | 'cut'
  /** Likewise, and the store answers a range with the whole file. */
  | 'cut-no-ranges'
  /** Half of the decoder's weights come, and then nothing more. */
  | 'stall'
  /** One byte of the vision encoder is another. */
  | 'wrong-hash';

/** One answer of the hub, in the order asked. */
export interface HubRequest {
  /** Behind session and fault. */
  readonly path: string;
  readonly range: string | null;
  readonly status: number;
  /** Bytes of the body that were sent. */
  bytes: number;
}

export interface HubServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly log: (session: string) => readonly HubRequest[];
  readonly close: () => Promise<void>;
}

type Files = ReadonlyMap<string, Buffer>;

const root = path.join(import.meta.dirname, '..', '..');

function folder(...parts: readonly string[]): Map<string, Buffer> {
  const start = path.join(root, ...parts);
  return new Map(
    readdirSync(start, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(start, file).replaceAll(path.sep, '/'), readFileSync(file)]),
  );
}

/** `lab-tests/`: the demo model, one whose embeddings have external data, and one that cannot run here. */
function models(): ReadonlyMap<string, Files> {
  const demo = folder('public', 'demo', 'model');
  demo.set('README.md', Buffer.from('# The demo model\n'));
  const external = new Map(demo);
  for (const [name, bytes] of folder('test', 'fixtures', 'external-data'))
    if (/\.onnx(_data)?$/.test(name)) external.set(`onnx/${name}`, bytes);
  const bert = new Map(demo).set('config.json', Buffer.from('{"model_type": "bert"}'));
  return new Map([
    ['lab-tests/demo', demo],
    ['lab-tests/external', external],
    ['lab-tests/bert', bert],
  ]);
}

const isLfs = (name: string): boolean => /\.onnx(_data)?$/.test(name);
const hash = (kind: string, ...parts: readonly (string | Buffer)[]): string => {
  const hasher = createHash(kind);
  for (const part of parts) hasher.update(part);
  return hasher.digest('hex');
};

function treeEntries(files: Files): object[] {
  const entries = [...files].map(([name, bytes]) => ({
    type: 'file',
    oid: hash('sha1', `blob ${bytes.length}\0`, bytes),
    size: bytes.length,
    path: name,
    ...(isLfs(name)
      ? { lfs: { oid: hash('sha256', bytes), size: bytes.length, pointerSize: 132 } }
      : {}),
  }));
  return [{ type: 'directory', oid: '0'.repeat(40), size: 0, path: 'onnx' }, ...entries];
}

const exposed =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range';

export async function startHub(): Promise<HubServer> {
  const known = models();
  const logs = new Map<string, HubRequest[]>();
  const happened = new Set<string>();

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    const [, session = '', fault = 'none', ...rest] = decodeURIComponent(url.pathname).split('/');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', exposed);
    const log = logs.get(session) ?? [];
    logs.set(session, log);
    if (fault === 'log') {
      response.end(JSON.stringify(log));
      return;
    }
    const entry = (status: number): HubRequest => {
      const { range = null } = request.headers;
      const made = { path: `${rest.join('/')}${url.search}`, range, status, bytes: 0 };
      log.push(made);
      return made;
    };
    const context = { request, response, url, rest, entry };
    const first = () => {
      const key = `${session}/${fault}`;
      if (happened.has(key)) return false;
      happened.add(key);
      return true;
    };
    answer(context, known, `/${session}/${fault}`, fault as HubFault, first);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    log: (session) => logs.get(session) ?? [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

interface Context {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly rest: readonly string[];
  readonly entry: (status: number) => HubRequest;
}

const pageSize = 4;

function answer(
  { request, response, url, rest, entry }: Context,
  known: ReadonlyMap<string, Files>,
  prefix: string,
  fault: HubFault,
  first: () => boolean,
): void {
  const send = (status: number, body: string, headers: Record<string, string> = {}) => {
    entry(status).bytes = body.length;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
  };
  const refuse = (status: number, code: string) => {
    send(status, JSON.stringify({ error: code }), { 'X-Error-Code': code });
  };
  const store = rest[0] === 'store';
  const api = rest[0] === 'api';
  const [organisation, name, verb, revision, ...parts] = rest.slice(api ? 2 : store ? 1 : 0);
  const id = `${organisation ?? ''}/${name ?? ''}`;
  // The hub answers 401 for both: it does not tell whether a model exists.
  if (id === 'lab-tests/gated') {
    refuse(401, 'GatedRepo');
    return;
  }
  const files = known.get(id);
  if (!files) {
    refuse(401, 'RepoNotFound');
    return;
  }
  if (revision !== hubCommit && !(api && verb === 'revision' && revision === 'main')) {
    refuse(404, 'RevisionNotFound');
    return;
  }
  if (api && verb === 'revision') {
    send(200, JSON.stringify({ id, sha: hubCommit }));
    return;
  }
  if (api) {
    const entries = treeEntries(files);
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const more = from + pageSize < entries.length;
    // As the hub does, the next page is named by its whole address, on the host it knows itself by.
    const next = `<https://hub.invalid${url.pathname}?recursive=true&cursor=${from + pageSize}>; rel="next"`;
    send(200, JSON.stringify(entries.slice(from, from + pageSize)), more ? { Link: next } : {});
    return;
  }
  const file = parts.join('/');
  const bytes = files.get(file);
  if (!bytes) {
    refuse(404, 'EntryNotFound');
    return;
  }
  if (!store && isLfs(file)) {
    const target = `${prefix}/store/${id}/resolve/${hubCommit}/${file}?signature=1`;
    send(302, '', { Location: target });
    return;
  }
  sendFile(request, response, file, bytes, fault, entry, first);
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
  bytes: Buffer,
  fault: HubFault,
  entry: Context['entry'],
  first: () => boolean,
): void {
  const isDecoder = file.includes('decoder');
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const start = fault === 'cut-no-ranges' ? 0 : Number(from ?? 0);
  const body = Buffer.from(bytes.subarray(start));
  if (fault === 'wrong-hash' && file.includes('vision')) body[1000] = 255 - (body[1000] ?? 0);
  const partial = from !== undefined && fault !== 'cut-no-ranges';
  const made = entry(partial ? 206 : 200);
  response.writeHead(made.status, {
    'Content-Length': body.length,
    ...(partial ? { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  if (fault === 'none' || fault === 'wrong-hash' || !isDecoder || !first()) {
    made.bytes = body.length;
    response.end(body);
    return;
  }
  const half = body.subarray(0, Math.floor(body.length / 2));
  made.bytes = half.length;
  response.write(half, () => {
    // Long enough for the half to arrive: a broken connection loses what is on its way.
    if (fault !== 'stall') setTimeout(() => response.destroy(), 300);
  });
}

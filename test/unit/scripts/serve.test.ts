import { request } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveFolder, type RunningServer } from '../../../scripts/lib/serve.mjs';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench lab serve '));
const site = path.join(folder, 'site');
let server: RunningServer;

beforeAll(async () => {
  mkdirSync(path.join(site, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  writeFileSync(path.join(site, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(path.join(site, 'assets', 'worker.js'), 'export {};');
  writeFileSync(path.join(site, 'assets', 'core.wasm'), new Uint8Array(8));
  writeFileSync(path.join(site, 'assets', 'core.packed'), '0123456789');
  writeFileSync(path.join(site, 'a file.mp4'), '0123456789');
  server = await serveFolder(site);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Reads the body too: a file that changes while it is still being sent would break the connection. */
async function get(name: string, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + name, { headers });
  const { status, headers: given } = response;
  return { status, headers: given, text: await response.text() };
}

/** `fetch` tidies a path before it is sent; this sends it as it is. */
const statusOfRawPath = (rawPath: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, path: rawPath }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('the server of the built page', () => {
  test.each([
    ['', 'text/html'],
    ['assets/worker.js', 'text/javascript'],
    ['assets/core.wasm', 'application/wasm'],
    ['a%20file.mp4', 'video/mp4'],
  ])('serves /%s as %s', async (name, type) => {
    const response = await get(name);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
  });

  test.each(['', 'assets/worker.js', 'not-there'])(
    'isolates /%s and gives it the content security policy',
    async (name) => {
      const { headers } = await get(name);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).not.toContain("'unsafe-eval'");
    },
  );

  test('lets a browser revalidate a file instead of keeping an old one', async () => {
    const first = await get('assets/worker.js');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const etag = first.headers.get('etag') ?? '';
    expect((await get('assets/worker.js', { 'if-none-match': etag })).status).toBe(304);
    writeFileSync(path.join(site, 'assets', 'worker.js'), 'export const changed = true;');
    const again = await get('assets/worker.js', { 'if-none-match': etag });
    expect(again.text).toBe('export const changed = true;');
  });

  test('keeps a connection open for longer than a busy machine pauses', async () => {
    const { headers } = await get('assets/worker.js');
    const seconds = Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1]);
    expect(seconds).toBeGreaterThanOrEqual(60);
  });

  test('answers ranges', async () => {
    const middle = await get('assets/core.packed', { range: 'bytes=2-4' });
    expect(middle.status).toBe(206);
    expect(middle.headers.get('content-range')).toBe('bytes 2-4/10');
    expect(middle.text).toBe('234');
    const rest = await get('assets/core.packed', { range: 'bytes=7-' });
    expect(rest.text).toBe('789');
    const beyond = await get('assets/core.packed', { range: 'bytes=10-12' });
    expect(beyond.status).toBe(416);
    const suffix = await get('assets/core.packed', { range: 'bytes=-3' });
    expect([suffix.status, suffix.text]).toEqual([200, '0123456789']);
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '//secret.txt',
  ])('does not leave its folder for %s', async (rawPath) => {
    expect(await statusOfRawPath(rawPath)).toBe(404);
  });

  test('serves GET and HEAD only', async () => {
    expect((await fetch(server.url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(server.url, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  test('can put the page under a path', async () => {
    const nested = await serveFolder(site, { base: '/some/path/' });
    expect(nested.url).toMatch(/\/some\/path\/$/);
    expect((await fetch(`${nested.url}assets/core.wasm`)).status).toBe(200);
    expect((await fetch(new URL('/assets/core.wasm', nested.url))).status).toBe(404);
    await nested.close();
  });

  test('takes the next port when the wanted one is taken, unless it was asked for by name', async () => {
    const port = Number(new URL(server.url).port);
    const next = await serveFolder(site, { port, anyPort: true });
    expect(Number(new URL(next.url).port)).toBeGreaterThan(port);
    await next.close();
    await expect(serveFolder(site, { port })).rejects.toThrow(`Port ${port} is taken`);
  });
});

import { AppError } from '../domain/index.js';

/** Workers start from a blob, against which no relative URL resolves; this module's own URL does. */
const base = import.meta.url;

const gzipMagic = [0x1f, 0x8b];

/**
 * Fetches a wasm file packed by scripts/vite-compressed-wasm.mjs and unpacks it.
 * A host that unpacked it on the way (Content-Encoding) is fine: the bytes tell.
 * @throws AppError `network` when the file cannot be had
 */
export async function fetchPackedWasm(url: string): Promise<ArrayBuffer> {
  const response = await fetch(new URL(url, base)).catch((cause: unknown) => {
    throw new AppError('network', `Could not fetch ${url}. Reload the page and try again.`, {
      cause,
    });
  });
  if (!response.ok)
    throw new AppError(
      'network',
      `Could not fetch ${url}: HTTP ${response.status}. Reload the page.`,
    );
  const bytes = await response.arrayBuffer();
  const head = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (!gzipMagic.every((byte, i) => head[i] === byte)) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(unpacked).arrayBuffer();
}

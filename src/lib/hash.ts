import { createSHA256 } from 'hash-wasm';
import type { Fingerprint } from '../domain/index.js';

const mebibyte = 1024 * 1024;

const hex = (digest: ArrayBuffer): string =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-256 of some bytes, as 64 hexadecimal digits. */
export async function sha256(bytes: BufferSource): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', bytes));
}

/** SHA-256 of a whole file, read as a stream: model files may be larger than memory allows at once. */
export async function sha256OfFile(file: Blob, signal?: AbortSignal): Promise<string> {
  const hasher = await createSHA256();
  const reader = file.stream().getReader();
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = await reader.read();
    if (done) return hasher.digest('hex');
    hasher.update(value);
  }
}

/** Size and SHA-256 of the first and the last MiB (the whole file when it is shorter than two). */
export async function fingerprint(file: File): Promise<Fingerprint> {
  const parts =
    file.size <= 2 * mebibyte
      ? [file]
      : [file.slice(0, mebibyte), file.slice(file.size - mebibyte)];
  return {
    name: file.name,
    size: file.size,
    sha256: await sha256(await new Blob(parts).arrayBuffer()),
  };
}

import { createCRC32 } from 'hash-wasm';
import { packedBytes, type ZipEntry } from './zip-directory.js';

/**
 * Unpacks one file of a zip. No more is unpacked than the zip says is there, and its checksum must fit. A file that
 * was stored as it is stays where it lies: it is a slice of the zip.
 * fflate would need the whole zip in memory, blocks the page while it works and checks no sum; the browser's own
 * DecompressionStream does neither.
 * @throws Error that names the file and says why it cannot be had
 */
export async function unpackEntry(zip: Blob, entry: ZipEntry): Promise<File> {
  const { path, method, encrypted } = entry;
  if (encrypted) throw new Error(`${path} is encrypted`);
  if (method !== 0 && method !== 8) throw new Error(`${path} is packed in an unusual way`);
  try {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const packed = await packedBytes(zip, entry);
    if (method === 0) {
      await takeChecked(packed.stream(), entry, () => undefined);
      return new File([packed], name);
    }
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const unpacking = packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
    await takeChecked(unpacking, entry, (part) => parts.push(part));
    return new File(parts, name);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(why.includes(path) ? why : `${path} is damaged (${why})`, { cause });
  }
}

async function takeChecked(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  { path, size, crc32 }: ZipEntry,
  take: (part: Uint8Array<ArrayBuffer>) => unknown,
): Promise<void> {
  const crc = await createCRC32();
  let length = 0;
  for await (const part of readAll(bytes)) {
    length += part.byteLength;
    if (length > size) throw new Error(`${path} is larger than the zip says`);
    crc.update(part);
    take(part);
  }
  if (length !== size || Number.parseInt(crc.digest('hex'), 16) !== crc32)
    throw new Error(`${path} is damaged`);
}

/** A reader, because Safari's streams cannot be iterated. */
async function* readAll(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Reads protobuf messages that lie in large files, without reading what is passed over. */

const step = 64 * 1024;

/** Reads a blob here and there, a stretch at a time. */
export class Reader {
  readonly #blob: Blob;
  #from = 0;
  #bytes = new Uint8Array();

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  /** At least `length` bytes from `at`, fewer at the blob's end. */
  async at(at: number, length: number): Promise<Uint8Array> {
    if (at < this.#from || at + length > this.#from + this.#bytes.length) {
      const slice = this.#blob.slice(at, at + Math.max(length, step));
      this.#bytes = new Uint8Array(await slice.arrayBuffer());
      this.#from = at;
    }
    return this.#bytes.subarray(at - this.#from);
  }
}

/** One field of a protobuf message. */
export interface Field {
  readonly number: number;
  /** The contents of a length-delimited one lie from here to `end`; both are where a number's bytes lie otherwise. */
  readonly start: number;
  readonly end: number;
  /** Null but for a varint. */
  readonly value: number | null;
}

/** Base-128 number and the bytes it takes; null where the bytes end before it does. */
export function varint(bytes: Uint8Array, from: number): { value: number; length: number } | null {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, length: i + 1 };
  }
  return null;
}

/** Length-delimited and varint fields of a message; it ends early where the message is damaged, as loading it will tell. */
export async function* fieldsOf(reader: Reader, start: number, end: number): AsyncGenerator<Field> {
  for (let at = start; at < end;) {
    const bytes = await reader.at(at, 20);
    const key = varint(bytes, 0);
    if (!key) return;
    const [number, wire] = [Math.floor(key.value / 8), key.value % 8];
    at += key.length;
    if (wire === 2) {
      const length = varint(bytes, key.length);
      if (!length) return;
      at += length.length;
      yield { number, start: at, end: at + length.value, value: null };
      at += length.value;
    } else if (wire === 0) {
      const read = varint(bytes, key.length);
      if (!read) return;
      yield { number, start: at, end: at + read.length, value: read.value };
      at += read.length;
    } else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else return;
  }
}

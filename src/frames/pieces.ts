/** Bytes that come bit by bit, put together to pieces of one size. */
export class Pieces {
  readonly #size: number;
  readonly #full: Uint8Array<ArrayBuffer>[] = [];
  #open: Uint8Array<ArrayBuffer> | null = null;
  #filled = 0;

  /** @param size of a piece in bytes, at least 1 */
  constructor(size: number) {
    this.#size = size;
  }

  /** Copies the bytes. */
  add(bytes: Int8Array): void {
    for (let from = 0; from < bytes.length;) {
      this.#open ??= new Uint8Array(this.#size);
      const some = bytes.subarray(from, from + this.#size - this.#filled);
      this.#open.set(some, this.#filled);
      this.#filled += some.length;
      from += some.length;
      if (this.#filled < this.#size) continue;
      this.#full.push(this.#open);
      this.#open = null;
      this.#filled = 0;
    }
  }

  /** The pieces so far; the last one is shorter where it is not full. Each has a buffer of its own. */
  all(): Uint8Array<ArrayBuffer>[] {
    return this.#open ? [...this.#full, this.#open.slice(0, this.#filled)] : this.#full;
  }
}

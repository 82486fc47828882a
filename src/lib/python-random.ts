/**
 * CPython's `random.Random`, as far as the reference harness uses it: a Mersenne Twister (Matsumoto and Nishimura 1998,
 * MT19937) seeded by a whole number, whole numbers below a bound, and `shuffle`. The same in Python 3.2 and later.
 */

const size = 624;
const middle = 397;
const matrix = 0x9908b0df;
const upper = 0x80000000;
const lower = 0x7fffffff;

/** A word's successor in seeding: the words before it mixed, times a factor (`init_by_array`). */
const mixed = (before: number, factor: number): number =>
  Math.imul(before ^ (before >>> 30), factor);

/** The words of a whole number's magnitude, the lowest first; at least one. */
function wordsOf(seed: number): number[] {
  const words: number[] = [];
  for (let rest = BigInt(seed < 0 ? -seed : seed); rest > 0n || words.length === 0; rest >>= 32n)
    words.push(Number(rest & 0xffffffffn));
  return words;
}

export class PythonRandom {
  readonly #words = new Uint32Array(size);
  #at = size;

  /** @param seed a safe integer; as in Python, its sign makes no difference */
  constructor(seed: number) {
    const words = this.#words;
    words[0] = 19650218;
    for (let i = 1; i < size; i++) words[i] = mixed(words[i - 1] ?? 0, 1812433253) + i;
    const key = wordsOf(seed);
    let [i, j] = [1, 0];
    const next = (value: number) => {
      words[i] = value;
      i++;
      if (i < size) return;
      words[0] = words[size - 1] ?? 0;
      i = 1;
    };
    for (let k = Math.max(size, key.length); k > 0; k--) {
      next(((words[i] ?? 0) ^ mixed(words[i - 1] ?? 0, 1664525)) + (key[j] ?? 0) + j);
      j = (j + 1) % key.length;
    }
    for (let k = size - 1; k > 0; k--)
      next(((words[i] ?? 0) ^ mixed(words[i - 1] ?? 0, 1566083941)) - i);
    words[0] = upper;
  }

  /** 32 random bits, 0 to 2 ** 32 - 1. */
  word(): number {
    if (this.#at === size) this.#twist();
    let y = this.#words[this.#at++] ?? 0;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** A whole number from 0 to `bound` - 1 (`_randbelow`). @param bound 1 to 2 ** 31 */
  below(bound: number): number {
    const shift = Math.clz32(bound);
    let drawn: number;
    do drawn = this.word() >>> shift;
    while (drawn >= bound);
    return drawn;
  }

  /** Shuffles in place, as `random.shuffle` does. */
  shuffle(items: unknown[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
  }

  #twist(): void {
    const words = this.#words;
    for (let i = 0; i < size; i++) {
      const y = ((words[i] ?? 0) & upper) | ((words[(i + 1) % size] ?? 0) & lower);
      words[i] = (words[(i + middle) % size] ?? 0) ^ (y >>> 1) ^ (y & 1 ? matrix : 0);
    }
    this.#at = 0;
  }
}

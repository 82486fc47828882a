import type { Picture } from '../domain/index.js';

/** PIL's resampling filters by the number that processor configurations name them with. */
interface Filter {
  readonly support: number;
  readonly weight: (x: number) => number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

const cubic = (x: number): number => {
  const a = -0.5;
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  if (t < 2) return (((t - 5) * t + 8) * t - 4) * a;
  return 0;
};

const filters: Readonly<Record<number, Filter>> = {
  1: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
  2: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  3: { support: 2, weight: cubic },
  4: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  5: {
    support: 1,
    weight: (x) => {
      const t = Math.abs(x);
      if (t >= 1) return 0;
      return sinc(t) * (0.54 + 0.46 * Math.cos(t * Math.PI));
    },
  },
};

/** Whose 8-bit resize to repeat: they round the same weights to different integers. */
export type Arithmetic = 'pillow' | 'pytorch';

/** The fixed-point precision of Pillow's 8-bit path: 32 bits less 8 of the pixel and 2 of head room. */
const pillowBits = 22;

/**
 * PyTorch keeps weights in 16 bits, with as many behind the point as the largest allows (ATen,
 * UpSampleKernel.cpp, _compute_index_ranges_int16_weights).
 */
function pytorchBits(largest: number): number {
  let bits = 0;
  while (bits < pillowBits && Math.trunc(0.5 + largest * 2 ** (bits + 1)) < 2 ** 15) bits++;
  return bits;
}

interface Taps {
  readonly size: number;
  /** Bits behind the point of the weights. */
  readonly bits: number;
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
}

/** Filter weights for each output place, as Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc`. */
function tapsFor(
  from: number,
  to: number,
  { support, weight }: Filter,
  arithmetic: Arithmetic,
): Taps {
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const reach = support * filterScale;
  const size = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const raw = new Float64Array(to * size);
  for (let out = 0; out < to; out++) {
    const centre = (out + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - reach + 0.5));
    const n = Math.min(from, Math.trunc(centre + reach + 0.5)) - start;
    const row = raw.subarray(out * size, out * size + n);
    let total = 0;
    for (let i = 0; i < n; i++) {
      const w = weight((i + start - centre + 0.5) / filterScale);
      row[i] = w;
      total += w;
    }
    for (let i = 0; i < n; i++) row[i] = (row[i] ?? 0) / (total || 1);
    first[out] = start;
    count[out] = n;
  }
  const bits =
    arithmetic === 'pillow'
      ? pillowBits
      : pytorchBits(raw.reduce((largest, w) => Math.max(largest, w), 0));
  const weights = Int32Array.from(raw, (w) => {
    const scaled = w * 2 ** bits;
    return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  });
  return { size, bits, first, count, weights };
}

/**
 * One pass along a line of samples for every line.
 * @param step distance between neighbouring samples of a line; @param lineStep between lines
 */
function resampleLines(
  source: Uint8Array,
  target: Uint8Array,
  taps: Taps,
  lines: number,
  to: number,
  strides: { from: { step: number; line: number }; to: { step: number; line: number } },
): void {
  const { bits } = taps;
  const half = 2 ** (bits - 1);
  for (let line = 0; line < lines; line++) {
    for (let out = 0; out < to; out++) {
      let r = half;
      let g = half;
      let b = half;
      const n = taps.count[out] ?? 0;
      let at = line * strides.from.line + (taps.first[out] ?? 0) * strides.from.step;
      for (let i = 0, w = out * taps.size; i < n; i++, w++, at += strides.from.step) {
        const k = taps.weights[w] ?? 0;
        r += (source[at] ?? 0) * k;
        g += (source[at + 1] ?? 0) * k;
        b += (source[at + 2] ?? 0) * k;
      }
      const place = line * strides.to.line + out * strides.to.step;
      target[place] = clip8(r, bits);
      target[place + 1] = clip8(g, bits);
      target[place + 2] = clip8(b, bits);
    }
  }
}

const clip8 = (sum: number, bits: number): number => Math.min(255, Math.max(0, sum >> bits));

/**
 * Resizes as Pillow's `Image.resize` does on 8-bit RGB, bit by bit: antialiased, horizontal pass first,
 * each pass rounded to 8 bits (Pillow, src/libImaging/Resample.c).
 * @param resample PIL's number of the filter: 1 Lanczos, 2 bilinear, 3 bicubic, 4 box, 5 Hamming
 * @param arithmetic `pytorch` for processors that resize with torchvision, as it does on x86 processors
 * @throws RangeError for another filter or a size below 1
 */
export function pilResize(
  picture: Picture,
  width: number,
  height: number,
  resample: number,
  arithmetic: Arithmetic = 'pillow',
): Picture {
  const filter = filters[resample];
  if (!filter) throw new RangeError(`No resampling filter has the number ${resample}.`);
  if (width < 1 || height < 1) throw new RangeError(`Cannot resize to ${width} x ${height}.`);
  let current = picture;
  if (width !== current.width) {
    const data = new Uint8Array(width * current.height * 3);
    const taps = tapsFor(current.width, width, filter, arithmetic);
    resampleLines(current.data, data, taps, current.height, width, {
      from: { step: 3, line: current.width * 3 },
      to: { step: 3, line: width * 3 },
    });
    current = { width, height: current.height, data };
  }
  if (height !== current.height) {
    const data = new Uint8Array(width * height * 3);
    const taps = tapsFor(current.height, height, filter, arithmetic);
    resampleLines(current.data, data, taps, width, height, {
      from: { step: width * 3, line: 3 },
      to: { step: width * 3, line: 3 },
    });
    current = { width, height, data };
  }
  return current;
}

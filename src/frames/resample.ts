import type { FrameHeight, Picture } from '../domain/index.js';

/** Which source samples make one target sample, and how much of each. The weights of one target add up to 1. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/** Each target pixel covers `from / to` source pixels; those it covers in part count in part. */
function areaTaps(from: number, to: number): Taps[] {
  return Array.from({ length: to }, (_, i) => {
    // Integer numerators over `to` keep the coverage exact.
    const [start, end] = [i * from, (i + 1) * from];
    const first = Math.floor(start / to);
    const last = Math.ceil(end / to) - 1;
    const weights = Array.from({ length: last - first + 1 }, (_, k) => {
      const left = Math.max(start, (first + k) * to);
      const right = Math.min(end, (first + k + 1) * to);
      return (right - left) / from;
    });
    return { first, weights };
  });
}

/** Between the two nearest source pixels' centres; the border pixels continue outwards. */
function bilinearTaps(from: number, to: number): Taps[] {
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const first = Math.min(Math.floor(centre), Math.max(from - 2, 0));
    const weight = centre - first;
    return { first, weights: weight === 0 ? [1] : [1 - weight, weight] };
  });
}

const tapsFor = (from: number, to: number): Taps[] =>
  to < from ? areaTaps(from, to) : bilinearTaps(from, to);

/**
 * Scales a picture: per axis area average when it shrinks, bilinear when it grows (DESIGN.md, Which pixels, 4).
 * @param width @param height of the result in whole pixels, at least 1
 */
export function resample(picture: Picture, width: number, height: number): Picture {
  if (width === picture.width && height === picture.height)
    return { width, height, data: picture.data.slice() };
  const stride = width * 3;
  const across = rowScaler(picture, width);
  const row = new Float32Array(stride);
  const data = new Uint8Array(stride * height);
  const sum = new Float64Array(stride);
  let made = -1;
  for (const [y, { first, weights }] of tapsFor(picture.height, height).entries()) {
    sum.fill(0);
    for (const [k, weight] of weights.entries()) {
      if (made !== first + k) across((made = first + k), row);
      for (let x = 0; x < stride; x++) sum[x] = (sum[x] ?? 0) + weight * (row[x] ?? 0);
    }
    // A thousandth of a level lifts a half that lost its last bits to the intermediate single precision.
    for (let x = 0, out = y * stride; x < stride; x++, out++)
      data[out] = ((sum[x] ?? 0) + 0.501) | 0;
  }
  return { width, height, data };
}

/** @returns a function that scales one row of the picture into what it is given */
function rowScaler(
  { width: from, data }: Picture,
  to: number,
): (y: number, row: Float32Array) => void {
  const taps = tapsFor(from, to);
  // Flat: this is the innermost loop of all.
  const weights = Float64Array.from(taps.flatMap((tap) => tap.weights));
  const counts = Uint32Array.from(taps, (tap) => tap.weights.length);
  const firsts = Uint32Array.from(taps, (tap) => tap.first);
  return (y, row) => {
    for (let i = 0, k = 0, out = 0; i < to; i++, out += 3) {
      let [r, g, b] = [0, 0, 0];
      let at = (y * from + (firsts[i] ?? 0)) * 3;
      for (const end = k + (counts[i] ?? 0); k < end; k++, at += 3) {
        const weight = weights[k] ?? 0;
        r += weight * (data[at] ?? 0);
        g += weight * (data[at + 1] ?? 0);
        b += weight * (data[at + 2] ?? 0);
      }
      row[out] = r;
      row[out + 1] = g;
      row[out + 2] = b;
    }
  };
}

/** A size in pixels at a protocol height: width by aspect ratio, rounded to even, at least 2. */
export function sizeAtHeight(
  { width, height }: Pick<Picture, 'width' | 'height'>,
  wanted: FrameHeight,
): Pick<Picture, 'width' | 'height'> {
  if (wanted === 'native') return { width, height };
  return { width: Math.max(2, 2 * Math.round((width * wanted) / height / 2)), height: wanted };
}

/**
 * The picture at a protocol height.
 * @returns for `native` the picture itself, else a new one
 */
export function toHeight(picture: Picture, height: FrameHeight): Picture {
  if (height === 'native') return picture;
  const size = sizeAtHeight(picture, height);
  return resample(picture, size.width, size.height);
}

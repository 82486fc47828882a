import type { Picture } from '../domain/index.js';
import { planeSizes, type PlanarFormat } from './pixel-format.js';

/** What a stream says about its colours, in ffmpeg's words; `unknown` or absent where it says nothing. */
export interface ColourTags {
  readonly matrix?: string | undefined;
  readonly range?: string | undefined;
}

/** Luma weights of red and blue (ITU-T H.273, table 4). */
const lumaWeights: Readonly<Record<string, readonly [number, number]>> = {
  bt709: [0.2126, 0.0722],
  bt470bg: [0.299, 0.114],
  smpte170m: [0.299, 0.114],
  fcc: [0.3, 0.11],
  smpte240m: [0.212, 0.087],
  bt2020nc: [0.2627, 0.0593],
  bt2020c: [0.2627, 0.0593],
};

const untagged = ['unknown', 'unspecified', 'reserved', ''];

/** Whether the stream's matrix can be converted; an untagged one is taken for BT.601. */
export const knowsMatrix = (matrix = ''): boolean =>
  Object.hasOwn(lumaWeights, matrix) || untagged.includes(matrix);

/** Contribution of each possible sample value of a component, in levels of 0 to 255. */
const table = (bits: number, contribution: (value: number) => number): Float64Array =>
  Float64Array.from({ length: 2 ** bits }, (_, value) => contribution(value));

/**
 * Converts a frame's planes to RGB: the stream's matrix and range, untagged BT.601 and limited; chroma from
 * the nearest sample; deep samples are converted first, then rounded (DESIGN.md, Which pixels, 3).
 * @param bytes the planes Y, U, V as ffmpeg's rawvideo writes them (`frameBytes` long); deep samples little-endian
 * @see ITU-T H.273 (07/2021), equations 20 to 33 and 41 to 43
 */
export function yuvToRgb(
  bytes: Uint8Array<ArrayBuffer>,
  format: PlanarFormat,
  width: number,
  height: number,
  { matrix = '', range = '' }: ColourTags,
): Picture {
  const samples =
    format.bits > 8 ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : bytes;
  const { luma, chroma, chromaWidth } = planeSizes(format, width, height);
  const [kr, kb] = lumaWeights[matrix] ?? [0.299, 0.114];
  const kg = 1 - kr - kb;
  const full = format.fullRange || range === 'pc';
  const unit = 2 ** (format.bits - 8);
  const peak = 2 ** format.bits - 1;
  const [black, lumaSpan, chromaSpan] = full
    ? [0, peak, peak]
    : [16 * unit, 219 * unit, 224 * unit];
  const scale = (weight: number) =>
    table(format.bits, (value) => (weight * 255 * (value - 128 * unit)) / chromaSpan);
  const fromY = table(format.bits, (value) => (255 * (value - black)) / lumaSpan);
  const redFromV = scale(2 * (1 - kr));
  const greenFromU = scale((-2 * kb * (1 - kb)) / kg);
  const greenFromV = scale((-2 * kr * (1 - kr)) / kg);
  const blueFromU = scale(2 * (1 - kb));
  // Assignment to a clamped array clamps and rounds (a half to the even level).
  const data = new Uint8ClampedArray(width * height * 3);
  for (let row = 0, out = 0; row < height; row++) {
    const chromaRow = luma + (row >> format.shiftY) * chromaWidth;
    for (let column = 0; column < width; column++) {
      const at = chromaRow + (column >> format.shiftX);
      const y = fromY[samples[row * width + column] ?? 0] ?? 0;
      const u = samples[at] ?? 0;
      const v = samples[at + chroma] ?? 0;
      data[out++] = y + (redFromV[v] ?? 0);
      data[out++] = y + (greenFromU[u] ?? 0) + (greenFromV[v] ?? 0);
      data[out++] = y + (blueFromU[u] ?? 0);
    }
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

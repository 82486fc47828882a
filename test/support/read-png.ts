import { inflateSync } from 'node:zlib';
import type { Picture } from '../../src/domain/index.js';

/** The predictor of PNG's filter type 4. */
function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [toLeft, toAbove] = [Math.abs(estimate - left), Math.abs(estimate - above)];
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Reads a PNG in Node: 8 bits a channel, RGB or opaque RGBA, not interlaced (https://www.w3.org/TR/png-3/). */
export function readPng(file: Buffer): Picture {
  const data: Buffer[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12)
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const [depth, colourType, interlaced] = [file[24], file[25], file[28]];
  if (depth !== 8 || (colourType !== 2 && colourType !== 6) || interlaced !== 0)
    throw new Error(`not a PNG this reads: depth ${depth ?? ''}, colour type ${colourType ?? ''}`);
  const channels = colourType === 2 ? 3 : 4;
  const stride = width * channels;
  const bytes = inflateSync(Buffer.concat(data));
  const rows = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = bytes[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < channels ? 0 : (rows[at - channels] ?? 0);
      const above = y === 0 ? 0 : (rows[at - stride] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (rows[at - stride - channels] ?? 0);
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      if (predicted === undefined) throw new Error(`not a PNG: filter ${filter}`);
      rows[at] = (bytes[y * (stride + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  const rgb = rows.filter((_, i) => i % channels < 3);
  return { width, height, data: rgb };
}

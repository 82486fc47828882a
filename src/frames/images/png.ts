import type { Picture } from '../../domain/index.js';
import { joined, slice, textAt, viewOf } from './bytes.js';
import { orientationOfMetadata } from './exif.js';
import { dropAlpha, pixelCount, type DecodedPixels, type ImageSource } from './source.js';

const [greyType, paletteType, greyAlphaType] = [0, 3, 4];
const xmpName = 'XML:com.adobe.xmp\0';

/** CRC-32 of PNG (https://www.w3.org/TR/png-3/#D-CRCAppendix), bit by bit: what is made here is short. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function chunk(type: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(body.length + 12);
  const view = viewOf(bytes);
  view.setUint32(0, body.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(body, 8);
  view.setUint32(body.length + 8, crc32(bytes.subarray(4, body.length + 8)));
  return bytes;
}

/** 16 bits of grey, read as 8 of grey and 8 of alpha. Pillow clips them to 8 bits; it does not scale. */
function clippedGrey(decoded: DecodedPixels): Picture {
  const { width, height, bytes, offset, stride, places } = decoded;
  const [high, , , low] = places;
  const data = new Uint8Array(pixelCount(width, height) * 3);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3) {
      const at = offset + y * stride + x * 4;
      data.fill(bytes[at + high] === 0 ? (bytes[at + low] ?? 0) : 255, to, to + 3);
    }
  return { width, height, data };
}

/**
 * Keeps what makes the pixels of the (first) picture: no transparency, no colour space, no animation. Indices beyond
 * the palette become black, as in Pillow.
 * @throws RangeError where the file is cut off
 * @see https://www.w3.org/TR/png-3/
 */
export function pngSource(bytes: Uint8Array<ArrayBuffer>): ImageSource {
  const view = viewOf(bytes);
  const header = slice(bytes, 16, 29);
  const [depth = 0, type = 0] = header.subarray(8);
  const deepGrey = depth === 16 && type === greyType;
  // The bytes of a row, their filters and their order in an interlaced file are the same.
  if (deepGrey) header.set([8, greyAlphaType], 8);
  const kept = [slice(bytes, 0, 8), chunk('IHDR', header)];
  let exif: Uint8Array | null = null;
  let xmp: Uint8Array | null = null;
  for (let at = 8; at < bytes.length;) {
    const name = textAt(bytes, at + 4, 4);
    if (name === 'IEND') break;
    const end = at + 12 + view.getUint32(at);
    const body = slice(bytes, at + 8, end - 4);
    if (name === 'IDAT') kept.push(slice(bytes, at, end));
    else if (name === 'PLTE' && type === paletteType) {
      const palette = new Uint8Array(3 << depth);
      palette.set(body.subarray(0, palette.length));
      kept.push(chunk('PLTE', palette));
    } else if (name === 'eXIf') exif = body;
    else if (name === 'iTXt' && body.length > 25 && textAt(body, 0, xmpName.length) === xmpName)
      xmp = body;
    at = end;
  }
  return {
    bytes: joined([...kept, chunk('IEND', new Uint8Array())]),
    orientation: orientationOfMetadata(exif, xmp),
    toPicture: deepGrey ? clippedGrey : dropAlpha,
  };
}

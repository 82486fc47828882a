import { AppError, type Picture } from '../domain/index.js';
import { yuvToRgb, type ColourTags } from './colour.js';
import { frameBytes, planeSizes, type PlanarFormat } from './pixel-format.js';

/** The planar formats of WebCodecs: subsampling, bits, with or without alpha; NV12 is I420 with its chroma interleaved. */
function planarFormat(name: string): PlanarFormat | null {
  const match = /^I(420|422|444)A?(?:P(10|12))?$/.exec(name === 'NV12' ? 'I420' : name);
  if (!match) return null;
  const shiftX = match[1] === '444' ? 0 : 1;
  const shiftY = match[1] === '420' ? 1 : 0;
  return { kind: 'yuv', bits: Number(match[2] ?? 8), shiftX, shiftY, fullRange: false };
}

/** Places of red, green and blue among a pixel's 4 bytes. */
const channels: Readonly<Record<string, readonly [number, number, number]>> = {
  ...{ RGBA: [0, 1, 2], RGBX: [0, 1, 2] },
  ...{ BGRA: [2, 1, 0], BGRX: [2, 1, 0] },
};

async function planesOf(
  frame: VideoFrame,
  format: PlanarFormat,
  width: number,
  height: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const sample = format.bits > 8 ? 2 : 1;
  const { luma, chroma, chromaWidth } = planeSizes(format, width, height);
  const y = { offset: 0, stride: width * sample };
  if (frame.format === 'NV12') {
    const bytes = new Uint8Array(luma + 2 * chroma);
    await frame.copyTo(bytes, { layout: [y, { offset: luma, stride: 2 * chromaWidth }] });
    const pairs = bytes.slice(luma);
    for (let i = 0; i < chroma; i++) {
      bytes[luma + i] = pairs[2 * i] ?? 0;
      bytes[luma + chroma + i] = pairs[2 * i + 1] ?? 0;
    }
    return bytes;
  }
  const stride = chromaWidth * sample;
  const u = { offset: luma * sample, stride };
  const v = { offset: (luma + chroma) * sample, stride };
  const alpha = { offset: frameBytes(format, width, height), stride: width * sample };
  const withAlpha = frame.format?.includes('A') ?? false;
  const bytes = new Uint8Array(alpha.offset + (withAlpha ? luma * sample : 0));
  await frame.copyTo(bytes, { layout: withAlpha ? [y, u, v, alpha] : [y, u, v] });
  return bytes;
}

async function packedToRgb(
  frame: VideoFrame,
  [red, green, blue]: readonly [number, number, number],
  width: number,
  height: number,
): Promise<Picture> {
  const pixels = new Uint8Array(width * height * 4);
  await frame.copyTo(pixels, { layout: [{ offset: 0, stride: width * 4 }] });
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    data[to] = pixels[from + red] ?? 0;
    data[to + 1] = pixels[from + green] ?? 0;
    data[to + 2] = pixels[from + blue] ?? 0;
  }
  return { width, height, data };
}

/**
 * What a decoded frame shows, in RGB by our own conversion; alpha is ignored.
 * @param tags of the stream: a frame's own `colorSpace` holds guesses
 * @throws AppError `unsupported-video` for a pixel format that gives no access to its samples
 */
export async function rgbOf(frame: VideoFrame, tags: ColourTags, file: string): Promise<Picture> {
  const { width = 0, height = 0 } = frame.visibleRect ?? {};
  const name = frame.format ?? '';
  const packed = channels[name];
  if (packed) return packedToRgb(frame, packed, width, height);
  const format = planarFormat(name);
  if (!format)
    throw new AppError(
      'unsupported-video',
      `${file} is decoded to ${name || 'pictures without access to their samples'}, which is not known here. Convert it to H.264 in MP4 and give that.`,
    );
  return yuvToRgb(await planesOf(frame, format, width, height), format, width, height, tags);
}

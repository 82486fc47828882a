/** How the samples of a frame lie in memory, as ffmpeg's rawvideo writes them: whole planes, no padding. */
export interface PlanarFormat {
  readonly kind: 'yuv';
  readonly bits: number;
  /** Base-2 logarithms of the chroma planes' horizontal and vertical subsampling. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** The format itself says full range (`yuvj...`). */
  readonly fullRange: boolean;
}

/** Any other format: ffmpeg itself makes RGB of it. */
export interface RgbFormat {
  readonly kind: 'rgb';
}

export type PixelFormat = PlanarFormat | RgbFormat;

const subsamplings: Readonly<Record<string, readonly [number, number]>> = {
  '420': [1, 1],
  '422': [1, 0],
  '444': [0, 0],
};

/**
 * What to do with a pixel format, by ffmpeg's name: planar YUV of 8 to 16 bits is converted here.
 * @see https://ffmpeg.org/doxygen/5.1/pixfmt_8h.html
 */
export function pixelFormat(name: string): PixelFormat {
  const match = /^yuv(j?)(420|422|444)p(9|10|12|14|16)?(le)?$/.exec(name);
  const subsampling = match && subsamplings[match[2] ?? ''];
  // Deep big-endian formats have no `le`: they are left to ffmpeg.
  if (!subsampling || (match[3] !== undefined && match[4] === undefined)) return { kind: 'rgb' };
  const [shiftX, shiftY] = subsampling;
  const bits = Number(match[3] ?? 8);
  return { kind: 'yuv', bits, shiftX, shiftY, fullRange: match[1] === 'j' };
}

/** Sizes in samples of a frame's planes; odd sizes round up. */
export function planeSizes(
  { shiftX, shiftY }: PlanarFormat,
  width: number,
  height: number,
): { readonly luma: number; readonly chroma: number; readonly chromaWidth: number } {
  const chromaWidth = (width + (1 << shiftX) - 1) >> shiftX;
  const chromaHeight = (height + (1 << shiftY) - 1) >> shiftY;
  return { luma: width * height, chroma: chromaWidth * chromaHeight, chromaWidth };
}

/** Exact length in bytes of one frame as ffmpeg writes it. */
export function frameBytes(format: PixelFormat, width: number, height: number): number {
  if (format.kind === 'rgb') return width * height * 3;
  const { luma, chroma } = planeSizes(format, width, height);
  return (luma + 2 * chroma) * (format.bits > 8 ? 2 : 1);
}

import { AppError, type Picture } from '../domain/index.js';

/**
 * A picture as a PNG file with the same pixels: opaque ones go through a canvas unchanged.
 * @throws AppError `unexpected` where the browser cannot encode it (more pixels than its canvases have)
 */
export async function encodePng({ width, height, data }: Picture): Promise<Blob> {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from] ?? 0;
    rgba[to + 1] = data[from + 1] ?? 0;
    rgba[to + 2] = data[from + 2] ?? 0;
  }
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('no 2D canvas');
    context.putImageData(new ImageData(rgba, width, height), 0, 0);
    return await canvas.convertToBlob({ type: 'image/png' });
  } catch (cause) {
    throw new AppError(
      'unexpected',
      `A picture of ${width} x ${height} pixels could not be written as PNG. Choose a smaller frame height.`,
      { cause },
    );
  }
}

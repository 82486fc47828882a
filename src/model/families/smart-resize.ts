import { AppError } from '../../domain/index.js';

export interface SmartResizeLimits {
  /** Both sides become multiples of this. */
  readonly factor: number;
  readonly minPixels: number;
  readonly maxPixels: number;
}

/** Python's round: halves go to the even neighbour. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** The processors refuse pictures longer than this in one direction. */
const maxAspectRatio = 200;

/**
 * A size of about the same aspect ratio, both sides multiples of a factor and the area within limits
 * (image_processing_pil_qwen2_vl.py, smart_resize).
 * @throws AppError `corrupt-image` for a picture that is over 200 times as long as wide
 */
export function smartResize(
  width: number,
  height: number,
  { factor, minPixels, maxPixels }: SmartResizeLimits,
): { width: number; height: number } {
  if (Math.max(width, height) / Math.min(width, height) > maxAspectRatio)
    throw new AppError(
      'corrupt-image',
      `A picture of ${width} x ${height} is longer than this model takes (${maxAspectRatio} times its width at most).`,
    );
  const nearest = (side: number) => roundHalfToEven(side / factor) * factor;
  const size = { width: nearest(width), height: nearest(height) };
  if (size.width * size.height > maxPixels) {
    const shrink = Math.sqrt((width * height) / maxPixels);
    const fit = (side: number) => Math.max(factor, Math.floor(side / shrink / factor) * factor);
    return { width: fit(width), height: fit(height) };
  }
  if (size.width * size.height < minPixels) {
    const grow = Math.sqrt(minPixels / (width * height));
    const fill = (side: number) => Math.ceil((side * grow) / factor) * factor;
    return { width: fill(width), height: fill(height) };
  }
  return size;
}

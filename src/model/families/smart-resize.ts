import { AppError } from '../../domain/index.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface AreaLimits {
  /** Both sides become multiples of this. */
  readonly factor: number;
  readonly minPixels: number;
  readonly maxPixels: number;
}

/** The multiple of a factor that is nearest, as Python rounds: halves go to the even one. */
export function nearestMultiple(value: number, factor: number): number {
  const times = value / factor;
  const below = Math.floor(times);
  const isHalf = times - below === 0.5;
  const rounded = isHalf && below % 2 === 0 ? below : Math.round(times);
  return rounded * factor;
}

/**
 * The rounded size where its area is within the limits, else the picture's own size shrunk or grown to
 * them, in multiples of the factor.
 */
export function fitArea(
  { width, height }: Size,
  rounded: Size,
  { factor, minPixels, maxPixels }: AreaLimits,
): Size {
  const area = rounded.width * rounded.height;
  if (area > maxPixels) {
    const shrink = Math.sqrt((width * height) / maxPixels);
    const fit = (side: number) => Math.max(factor, Math.floor(side / shrink / factor) * factor);
    return { width: fit(width), height: fit(height) };
  }
  if (area < minPixels) {
    const grow = Math.sqrt(minPixels / (width * height));
    const fill = (side: number) => Math.ceil((side * grow) / factor) * factor;
    return { width: fill(width), height: fill(height) };
  }
  return rounded;
}

/** Qwen's processors refuse pictures longer than this in one direction. */
const maxAspectRatio = 200;

/**
 * A size of about the same aspect ratio, both sides multiples of a factor and the area within limits
 * (image_processing_pil_qwen2_vl.py, smart_resize).
 * @throws AppError `corrupt-image` for a picture that is over 200 times as long as wide
 */
export function smartResize(width: number, height: number, limits: AreaLimits): Size {
  if (Math.max(width, height) / Math.min(width, height) > maxAspectRatio)
    throw new AppError(
      'corrupt-image',
      `A picture of ${width} x ${height} is longer than this model takes (${maxAspectRatio} times its width at most).`,
    );
  const nearest = (side: number) => nearestMultiple(side, limits.factor);
  return fitArea({ width, height }, { width: nearest(width), height: nearest(height) }, limits);
}

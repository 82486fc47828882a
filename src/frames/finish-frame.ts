import type { FrameHeight, FrameRecord, Picture } from '../domain/index.js';
import type { Frame, FrameRequest } from './decoder.js';
import { resample, toHeight } from './resample.js';

/** Longer side of a thumbnail at most, in pixels. */
const thumbnailSide = 160;

/** How a frame was asked for, by all requests that name its index. */
interface Finish {
  readonly heights: Set<FrameHeight>;
  thumbnail: boolean;
}

/** Merges requests by index, ascending; heights keep the order in which they were first given. */
export function byIndex(requests: readonly FrameRequest[]): ReadonlyMap<number, Finish> {
  const merged = new Map<number, Finish>();
  for (const { index, heights, thumbnail = false } of requests.toSorted(
    (a, b) => a.index - b.index,
  )) {
    const finish = merged.get(index) ?? { heights: new Set(), thumbnail: false };
    for (const height of heights) finish.heights.add(height);
    finish.thumbnail ||= thumbnail;
    merged.set(index, finish);
  }
  return merged;
}

/** The picture as WebP (PNG where the browser writes no WebP), its longer side at most 160 pixels. */
async function thumbnailOf(picture: Picture): Promise<Blob> {
  const scale = Math.min(1, thumbnailSide / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const { data } = scale < 1 ? resample(picture, width, height) : picture;
  const pixels = new ImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    pixels.data[to] = data[from] ?? 0;
    pixels.data[to + 1] = data[from + 1] ?? 0;
    pixels.data[to + 2] = data[from + 2] ?? 0;
    pixels.data[to + 3] = 255;
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
}

/**
 * Makes the frames of one index from its picture: one a height, the thumbnail with the first.
 * @param native upright, at the video's own size; it becomes the `native` frame's picture
 */
export async function finishFrame(
  native: Picture,
  { heights, thumbnail }: Finish,
  record: FrameRecord,
): Promise<readonly Frame[]> {
  const small = thumbnail ? await thumbnailOf(native) : null;
  return Array.from(heights, (height, i) => ({
    ...record,
    height,
    picture: toHeight(native, height),
    thumbnail: i === 0 ? small : null,
  }));
}

import type { Picture } from '../../domain/index.js';
import { pilResize } from '../pil-resize.js';
import type { TokenGrid, Treatment } from './family.js';
import { crop } from './pixels.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The processor never asks for a longer side than this (image_processing_smolvlm.py, MAX_IMAGE_SIZE). */
const maxSide = 4096;

/**
 * The size after the processor's first resize: longest edge as asked, the other by aspect ratio, rounded
 * down and made even (image_processing_smolvlm.py, get_resize_output_image_size).
 */
export function sizeForLongestEdge(width: number, height: number, longest: number): Size {
  const edge = Math.min(longest, maxSide);
  const aspect = width / height;
  const even = (side: number) => Math.max(1, side % 2 === 0 ? side : side + 1);
  if (width >= height) return { width: edge, height: even(Math.trunc(edge / aspect)) };
  return { width: even(Math.trunc(edge * aspect)), height: edge };
}

/** The size in whole tiles (resize_for_vision_encoder). */
function sizeInTiles({ width, height }: Size, side: number): Size {
  const whole = (length: number) => Math.ceil(length / side) * side;
  const aspect = width / height;
  if (width >= height) {
    const wide = whole(width);
    return { width: wide, height: whole(Math.trunc(wide / aspect)) };
  }
  const high = whole(height);
  return { width: whole(Math.trunc(high * aspect)), height: high };
}

/** Sizes of an image processor's configuration, in pixels. */
export interface TileSizes {
  /** Side of a tile. */
  readonly side: number;
  /** Longest edge of a picture before it is cut into tiles. */
  readonly longestEdge: number;
}

/** The processor's resizes of one picture, in order; the last one is cut into tiles. */
export function plannedSizes(picture: Size, treatment: Treatment, sizes: TileSizes) {
  const { side, longestEdge } = sizes;
  if (treatment === 'whole')
    return { first: sizeForLongestEdge(picture.width, picture.height, side), tiled: null };
  const first = sizeForLongestEdge(picture.width, picture.height, longestEdge);
  const tiled = sizeInTiles(first, side);
  return { first, tiled };
}

/** Tiles of a picture; null where it is not larger than one. */
export function tilesOf(picture: Size, treatment: Treatment, sizes: TileSizes): TokenGrid | null {
  const { tiled } = plannedSizes(picture, treatment, sizes);
  if (!tiled || (tiled.width === sizes.side && tiled.height === sizes.side)) return null;
  return { rows: tiled.height / sizes.side, columns: tiled.width / sizes.side };
}

/** Square pictures of a tile's size: the tiles row by row, then the whole picture. */
export function cutTiles(
  picture: Picture,
  treatment: Treatment,
  sizes: TileSizes,
  resample: number,
): Picture[] {
  const { side } = sizes;
  const { first, tiled } = plannedSizes(picture, treatment, sizes);
  let current = pilResize(picture, first.width, first.height, resample);
  const pictures: Picture[] = [];
  const tiles = tilesOf(picture, treatment, sizes);
  if (tiled) current = pilResize(current, tiled.width, tiled.height, resample);
  if (tiles)
    for (let row = 0; row < tiles.rows; row++)
      for (let column = 0; column < tiles.columns; column++)
        pictures.push(crop(current, column * side, row * side, side, side));
  return [...pictures, pilResize(current, side, side, resample)];
}

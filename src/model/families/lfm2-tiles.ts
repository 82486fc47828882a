import type { Picture } from '../../domain/index.js';
import { pilResize } from '../pil-resize.js';
import type { TokenGrid, Treatment } from './family.js';
import { crop } from './pixels.js';
import { fitArea, nearestMultiple, type Size } from './smart-resize.js';

/** Settings of the image processor, by their names there (image_processing_lfm2_vl.py). */
export interface TileSettings {
  readonly resample: number;
  readonly encoder_patch_size: number;
  readonly downsample_factor: number;
  readonly tile_size: number;
  readonly min_tiles: number;
  readonly max_tiles: number;
  readonly use_thumbnail: boolean;
  readonly min_image_tokens: number;
  readonly max_image_tokens: number;
  readonly max_pixels_tolerance: number;
}

/** Side of the square that one token stands for, in pixels. */
export const tokenSide = (settings: TileSettings): number =>
  settings.encoder_patch_size * settings.downsample_factor;

/** The size of a picture that is not cut, and of the thumbnail of one that is. */
export function wholeSize(picture: Size, settings: TileSettings): Size {
  const factor = tokenSide(settings);
  const nearest = (side: number) => Math.max(factor, nearestMultiple(side, factor));
  return fitArea(
    picture,
    { width: nearest(picture.width), height: nearest(picture.height) },
    {
      factor,
      minPixels: settings.min_image_tokens * factor ** 2,
      maxPixels: settings.max_image_tokens * factor ** 2,
    },
  );
}

function isTooLarge({ width, height }: Size, settings: TileSettings): boolean {
  const factor = tokenSide(settings);
  const nearest = (side: number) =>
    Math.max(settings.encoder_patch_size, nearestMultiple(side, factor));
  const limit = settings.max_image_tokens * factor ** 2 * settings.max_pixels_tolerance;
  return nearest(width) * nearest(height) > limit;
}

/** Layouts of tiles, fewest tiles first. */
function layouts({ min_tiles, max_tiles }: TileSettings): TokenGrid[] {
  const found: TokenGrid[] = [];
  for (let columns = 1; columns <= max_tiles; columns++)
    for (let rows = 1; rows * columns <= max_tiles; rows++)
      if (rows * columns >= min_tiles) found.push({ rows, columns });
  return found.toSorted((a, b) => a.rows * a.columns - b.rows * b.columns);
}

/** Tiles that a large picture is cut into: the layout of the nearest aspect ratio; null: it is not cut. */
export function tileLayout(
  picture: Size,
  treatment: Treatment,
  settings: TileSettings,
): TokenGrid | null {
  const { min_tiles, max_tiles, tile_size } = settings;
  const splits = treatment === 'split' && !(min_tiles === 1 && max_tiles === 1);
  if (!splits || !isTooLarge(picture, settings)) return null;
  const aspect = picture.width / picture.height;
  let best: TokenGrid = { rows: 1, columns: 1 };
  let least = Infinity;
  for (const layout of layouts(settings)) {
    const away = Math.abs(aspect - layout.columns / layout.rows);
    const half = 0.5 * tile_size ** 2 * layout.rows * layout.columns;
    if (away < least || (away === least && picture.width * picture.height > half)) best = layout;
    least = Math.min(least, away);
  }
  return best.rows * best.columns > 1 ? best : null;
}

/** Pictures for the vision encoder: tiles row by row and the thumbnail, or the whole picture. */
export function lfm2Pictures(
  picture: Picture,
  treatment: Treatment,
  settings: TileSettings,
): Picture[] {
  const { tile_size: side, resample } = settings;
  const layout = tileLayout(picture, treatment, settings);
  const resize = ({ width, height }: Size) =>
    pilResize(picture, width, height, resample, 'pytorch');
  const whole = () => resize(wholeSize(picture, settings));
  if (!layout) return [whole()];
  const size = { width: layout.columns * side, height: layout.rows * side };
  const resized = resize(size);
  const tiles: Picture[] = [];
  for (let row = 0; row < layout.rows; row++)
    for (let column = 0; column < layout.columns; column++)
      tiles.push(crop(resized, column * side, row * side, side, side));
  return settings.use_thumbnail ? [...tiles, whole()] : tiles;
}
